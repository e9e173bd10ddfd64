import { describe, expect, it } from 'vitest';
import { hasSourceFor, interfaceOf, staysHere, NO_NETWORK_FACTS } from '../../../shared/domain/way.ts';
import { network } from '../../builders/network.ts';

const DESK = network(
  {
    lo: '127.0.0.1/8 ::1/128',
    eth0: '192.168.1.5/24 2001:db8::5/64 fe80::5/64',
    docker0: '172.17.0.1/16',
    '~tun0': '10.8.0.7/16',
  },
  '192.168.1.5',
);

describe('what was connected to', () => {
  it.each<[string, string, string | null, boolean]>([
    ['loopback', '127.0.0.1', '127.0.0.1', true],
    ['another address of loopback', '127.0.0.53', '127.0.0.1', true],
    ['loopback by IPv6', '::1', '::1', true],
    ['loopback as IPv4 in IPv6', '::ffff:127.0.0.1', '127.0.0.1', true],
    ['nobody in particular', '0.0.0.0', '127.0.0.1', true],
    ['nobody in particular by IPv6', '::', '::1', true],
    ['loopback although the system tells no way', '127.0.0.1', null, true],
    ['the own address on the network', '192.168.1.5', '192.168.1.5', true],
    ['the own address as IPv4 in IPv6', '::ffff:192.168.1.5', '192.168.1.5', true],
    ['the own address by IPv6, spelled out', '2001:db8:0:0:0:0:0:5', '2001:db8::5', true],
    ['the own address of an interface that is not up', '10.99.0.1', '10.99.0.1', true],
    ['the own address of a VPN', '10.8.0.7', '10.8.0.7', true],
    ['a container', '172.17.0.2', '172.17.0.1', true],
    ['a neighbour', '192.168.1.6', '192.168.1.5', false],
    ['somebody behind the VPN', '10.8.0.9', '10.8.0.7', false],
    ['somebody to whom no way leads', '203.0.113.9', null, false],
  ])('%s', (_, remote, local, here) => {
    expect(staysHere({ remote, local }, DESK)).toBe(here);
  });

  it('is this machine by its own address also where interfaces cannot be listed', () => {
    expect(staysHere({ remote: '192.168.1.5', local: '192.168.1.5' }, NO_NETWORK_FACTS)).toBe(true);
    expect(staysHere({ remote: '192.168.1.6', local: '192.168.1.5' }, NO_NETWORK_FACTS)).toBe(false);
  });
});

describe('an interface', () => {
  const kinds = (names: string, address = '10.8.0.7/16', ...waysOut: readonly string[]) =>
    names.split(' ').map((name) => {
      const found = interfaceOf('10.8.0.7', network({ [name]: address }, ...waysOut));
      return `${name}: ${found?.isTunnel === true ? 'tunnel' : found?.isBridge === true ? 'bridge' : 'network'}`;
    });
  const all = (names: string, kind: string) => names.split(' ').map((name) => `${name}: ${kind}`);

  it('is a tunnel by the names that systems and makers of VPNs give', () => {
    const names =
      'tun0 tap0 utun4 wg0 ppp0 ipsec0 tailscale0 ztabc nordlynx proton0 wg-mullvad gpd0 cscotun0 OpenVPN';
    expect(kinds(names)).toEqual(all(names, 'tunnel'));
  });

  it('is a tunnel by a point-to-point address, or without a hardware address', () => {
    expect(kinds('work0', '10.8.0.7/32')).toEqual(['work0: tunnel']);
    expect(kinds('~Acme')).toEqual(['~Acme: tunnel']);
  });

  it('of a mobile network is none, although it has no hardware address', () => {
    expect(kinds('~wwan0 ~wwp0s20u4 ~rmnet0 ~pdp_ip0 ~Cellular')).toEqual(
      all('~wwan0 ~wwp0s20u4 ~rmnet0 ~pdp_ip0 ~Cellular', 'network'),
    );
  });

  it('is a bridge by the names that containers and virtual machines have here', () => {
    const names =
      'docker0 br-1f2e veth12 podman1 cni0 virbr0 vnet3 lxcbr0 incusbr0 vmnet8 vboxnet0 bridge100';
    expect(kinds(names)).toEqual(all(names, 'bridge'));
  });

  it('that leads to the internet is no bridge, whatever its name', () => {
    expect(kinds('br-lan', '10.8.0.7/16', '10.8.0.7')).toEqual(['br-lan: network']);
  });

  it.each(['eth0', 'enp3s0', 'wlan0', 'en0', 'Ethernet', 'Wi-Fi', 'br0', 'bridge0', 'bond0'])(
    '%s is a network as any',
    (name) => {
      expect(kinds(name)).toEqual([`${name}: network`]);
    },
  );
});

it.each([
  ['127.0.0.1', 'eth0 192.168.1.5/24', true],
  ['203.0.113.9', 'eth0 192.168.1.5/24', true],
  ['::1', 'lo ::1/128', true],
  ['::1', 'lo 127.0.0.1/8', false],
  ['2001:db8::9', 'eth0 2001:db8::5/64', true],
  ['2001:db8::9', 'eth0 fe80::5/64', false],
  ['fe80::9%eth0', 'eth0 fe80::5/64', true],
  ['2001:db8::9', 'lo ::1/128', false],
])('to connect to %s with only %s is possible: %s', (remote, only, possible) => {
  const [name = '', cidr = ''] = only.split(' ');
  expect(hasSourceFor(remote, network({ [name]: cidr }))).toBe(possible);
});
