import { describe, expect, it } from 'vitest';
import {
  forgetPaths,
  gonePathOf,
  lookAtPaths,
  NO_PATHS,
  pathsOf,
  pathWords,
  rememberPaths,
  servicesBehind,
  type Paths,
} from '../../../shared/domain/paths.ts';
import type { NetworkFacts, Way } from '../../../shared/domain/way.ts';
import { network } from '../../builders/network.ts';
import { serviceId } from '../../builders/service.ts';

const ID = serviceId('intranet');
const LAN = { lo: '127.0.0.1/8', eth0: '192.168.1.5/24' };
const OUT = '192.168.1.5';

const home = network(LAN, OUT);
const besideLan = (more: Readonly<Record<string, string>>, ...waysOut: readonly string[]) =>
  network({ ...LAN, ...more }, ...(waysOut.length === 0 ? [OUT] : waysOut));

function reached(before: Paths, machine: NetworkFacts, ...ways: readonly Way[]): Paths {
  const paths = pathsOf(ways, machine);
  return paths === null ? before : rememberPaths(before, ID, paths);
}

/** Two good samples of a service that is reached from this local address. */
function known(machine: NetworkFacts, local: string, remote = '10.8.99.1'): Paths {
  const way = { remote, local };
  return reached(reached(NO_PATHS, machine, way), machine, way);
}

/** What a failure is when the machine is like this, one after the other, at seconds. */
function failureAfter(before: Paths, ...seen: readonly (readonly [number, NetworkFacts])[]): string {
  let paths = before;
  for (const [second, machine] of seen) paths = lookAtPaths(paths, machine, second * 1000);
  const gone = gonePathOf(paths, ID);
  return gone === null ? 'counts' : `path-gone: ${pathWords(gone)}`;
}

const VPN = 'path-gone: VPN 10.8/16 is off';

interface Case {
  /** When the service answered twice, and from which address it was reached. */
  readonly first: NetworkFacts;
  readonly from: string;
  readonly now: NetworkFacts;
}

describe('a failure of a service', () => {
  it.each<[string, Case, string]>([
    [
      'behind tun0, which is gone',
      { first: besideLan({ tun0: '10.8.0.7/16' }), from: '10.8.0.7', now: home },
      VPN,
    ],
    [
      'behind utun4, which is gone',
      { first: besideLan({ utun4: '10.8.0.7/16' }), from: '10.8.0.7', now: home },
      VPN,
    ],
    [
      'behind wg0, which is gone',
      { first: besideLan({ wg0: '10.8.0.7/16' }), from: '10.8.0.7', now: home },
      VPN,
    ],
    [
      'behind ppp0, which is gone',
      { first: besideLan({ ppp0: '10.8.0.7/16' }), from: '10.8.0.7', now: home },
      VPN,
    ],
    [
      'behind a point-to-point address that is gone',
      { first: besideLan({ work0: '10.8.0.7/32' }), from: '10.8.0.7', now: home },
      'path-gone: VPN 10.8.0.7/32 is off',
    ],
    [
      'behind an adapter with a free name and no hardware address',
      { first: besideLan({ '~Acme Corp': '10.8.0.7/16' }), from: '10.8.0.7', now: home },
      VPN,
    ],
    [
      'behind a tunnel that carried the default route',
      { first: besideLan({ tun0: '10.8.0.7/16' }, '10.8.0.7'), from: '10.8.0.7', now: home },
      VPN,
    ],
    [
      'behind a tunnel that came back under another name',
      {
        first: besideLan({ utun4: '10.8.0.7/16' }),
        from: '10.8.0.7',
        now: besideLan({ utun5: '10.8.0.99/16' }),
      },
      'counts',
    ],
    [
      'behind a tunnel whose network an interface of another kind has now',
      { first: besideLan({ wg0: '10.8.0.7/16' }), from: '10.8.0.7', now: besideLan({ eth1: '10.8.3.3/24' }) },
      'counts',
    ],
    [
      'behind a tunnel, with a new one to another network',
      {
        first: besideLan({ tun0: '10.8.0.7/16' }),
        from: '10.8.0.7',
        now: besideLan({ tun0: '10.20.0.7/16' }),
      },
      'counts',
    ],
    [
      'behind a tunnel, with another one that was there before',
      {
        first: besideLan({ tun0: '10.8.0.7/16', tailscale0: '100.64.0.7/32' }),
        from: '10.8.0.7',
        now: besideLan({ tailscale0: '100.64.0.7/32' }),
      },
      VPN,
    ],
    [
      'behind a tunnel, while the ones of macOS that nobody uses are there',
      {
        first: besideLan({ utun4: '10.8.0.7/16' }),
        from: '10.8.0.7',
        now: besideLan({ utun0: 'fe80::1/64' }),
      },
      VPN,
    ],
    [
      'on the network of the default route, which is gone',
      { first: home, from: OUT, now: network({ lo: '127.0.0.1/8' }) },
      'counts',
    ],
    [
      'from Wi-Fi, after the move to a dock',
      {
        first: network({ wlan0: '192.168.7.5/24' }, '192.168.7.5'),
        from: '192.168.7.5',
        now: network({ eth0: '10.1.0.5/16' }, '10.1.0.5'),
      },
      'counts',
    ],
    [
      'from a mobile network, after the move to Wi-Fi',
      {
        first: network({ '~wwan0': '10.33.0.5/30' }, '10.33.0.5'),
        from: '10.33.0.5',
        now: network({ wlan0: '192.168.7.5/24' }, '192.168.7.5'),
      },
      'counts',
    ],
    [
      'on a second network that was not the way of the default route',
      { first: besideLan({ eth1: '10.8.0.7/16' }), from: '10.8.0.7', now: home },
      'path-gone: network 10.8/16 is gone',
    ],
    [
      'on a second network that is there',
      {
        first: besideLan({ eth1: '10.8.0.7/16' }),
        from: '10.8.0.7',
        now: besideLan({ eth1: '10.8.0.7/16' }),
      },
      'counts',
    ],
    ...['docker0', 'br-5c1d', 'veth9', 'podman0', 'virbr0', 'vmnet8', 'bridge100'].map(
      (name): [string, Case, string] => [
        `on ${name}, which is gone with its services`,
        { first: besideLan({ [name]: '10.8.0.1/16' }), from: '10.8.0.1', now: home },
        'counts',
      ],
    ),
    [
      'behind a tunnel by IPv6',
      { first: besideLan({ wg0: 'fd00:8::7/64' }), from: 'fd00:8::7', now: home },
      'path-gone: VPN fd00:8::/64 is off',
    ],
    [
      'by the IPv6 of the default route, under an address for privacy',
      {
        first: network({ eth0: '2001:db8::5/64 2001:db8::beef/64' }, '2001:db8::5'),
        from: '2001:db8::beef',
        now: network({ eth0: '192.168.1.5/24' }, OUT),
      },
      'counts',
    ],
    ['on this machine itself', { first: home, from: '127.0.0.1', now: network({}) }, 'counts'],
  ])('%s', (_, { first, from, now }, expected) => {
    const remote = from === '127.0.0.1' ? from : from.includes(':') ? 'fd00:99::1' : '10.8.99.1';
    expect(failureAfter(known(first, from, remote), [0, first], [100, now], [131, now])).toBe(expected);
  });

  const tunnel = besideLan({ tun0: '10.8.0.7/16' });
  const vpn = known(tunnel, '10.8.0.7');

  it.each<[string, NetworkFacts, number, string]>([
    ['at once', tunnel, 0, VPN],
    ['within half a minute', tunnel, 29, VPN],
    ['after half a minute', tunnel, 30, 'counts'],
    ['of a new tunnel within half a minute', besideLan({ wg1: '10.20.0.7/16' }), 29, VPN],
    ['of a new tunnel after half a minute', besideLan({ wg1: '10.20.0.7/16' }), 30, 'counts'],
  ])('when the way is back counts: %s', (_, machine, later, expected) => {
    expect(failureAfter(vpn, [0, home], [100, machine], [100 + later, machine])).toBe(expected);
  });

  it('counts no time of a way that comes and goes', () => {
    expect(failureAfter(vpn, [0, home], [10, tunnel], [30, home], [45, tunnel])).toBe(VPN);
  });

  it('counts when the way was seen in one good sample only', () => {
    const once = reached(NO_PATHS, tunnel, { remote: '10.8.99.1', local: '10.8.0.7' });
    expect(failureAfter(once, [0, home])).toBe('counts');
  });

  it('counts once it has answered without the way', () => {
    const without = reached(lookAtPaths(vpn, home, 0), home, { remote: '203.0.113.9', local: OUT });
    expect(failureAfter(without, [1, home])).toBe('counts');
  });

  it('counts when two good samples came by another way, which is not remembered', () => {
    const way = { remote: '203.0.113.9', local: OUT };
    const moved = reached(reached(vpn, tunnel, way), tunnel, way);
    expect(failureAfter(moved, [0, home])).toBe('counts');
  });

  it('is for want of the way of any of its redirects', () => {
    const ways = [
      { remote: '203.0.113.9', local: OUT },
      { remote: '10.8.99.1', local: '10.8.0.7' },
    ];
    const redirected = reached(reached(NO_PATHS, tunnel, ...ways), tunnel, ...ways);
    expect(failureAfter(redirected, [0, home])).toBe(VPN);
  });

  it('counts where the system does not list its interfaces', () => {
    expect(failureAfter(vpn, [0, { addresses: null, waysOut: null }])).toBe('counts');
  });

  it('counts when it is forgotten what was known', () => {
    expect(failureAfter(forgetPaths(vpn, [ID]), [0, home])).toBe('counts');
  });
});

it('nothing is remembered while it is not known which way leads out', () => {
  const machine = { ...besideLan({ tun0: '10.8.0.7/16' }), waysOut: null };
  expect(pathsOf([{ remote: '10.8.99.1', local: '10.8.0.7' }], machine)).toBeNull();
});

it('tells which services are behind a network', () => {
  const vpn = known(besideLan({ tun0: '10.8.0.7/16' }), '10.8.0.7');
  expect([servicesBehind(vpn, '10.8.0.0/16'), servicesBehind(vpn, '10.9.0.0/16')]).toEqual([[ID], []]);
});
