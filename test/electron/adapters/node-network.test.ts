import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { nodeNetwork } from '../../../electron/adapters/node-network.ts';
import { localAddressTo } from '../../../electron/adapters/prober/route.ts';

const LOOPBACK: NetworkInterfaceInfo = {
  address: '127.0.0.1',
  netmask: '255.0.0.0',
  family: 'IPv4',
  mac: '00:00:00:00:00:00',
  internal: true,
  cidr: '127.0.0.1/8',
};

it('tells the addresses of each interface, and which has no hardware', () => {
  const wifi = {
    ...LOOPBACK,
    address: '192.0.2.5',
    cidr: '192.0.2.5/24',
    mac: '02:00:5e:10:00:01',
    internal: false,
  };
  const odd = { ...wifi, address: '192.0.2.6', cidr: null };
  const network = nodeNetwork(() => ({ lo: [LOOPBACK], wlan0: [wifi, odd], eth0: [] }));
  expect(network.addresses()).toEqual([
    { name: 'lo', address: '127.0.0.1', cidr: '127.0.0.1/8', bare: true, internal: true },
    { name: 'wlan0', address: '192.0.2.5', cidr: '192.0.2.5/24', bare: false, internal: false },
    { name: 'wlan0', address: '192.0.2.6', cidr: '192.0.2.6', bare: false, internal: false },
  ]);
});

it('says that it does not know where the list is empty or refused', () => {
  expect(nodeNetwork(() => ({})).addresses()).toBeNull();
  const refused = nodeNetwork(() => {
    throw new Error('not permitted');
  });
  expect(refused.addresses()).toBeNull();
});

it('tells from which address another one is reached, and sends nothing', async () => {
  expect(await localAddressTo('127.0.0.1')).toBe('127.0.0.1');
  expect(await localAddressTo('127.0.0.53')).toMatch(/^127\.0\.0\./);
});
