import type { NetworkInterfaceInfo } from 'node:os';
import { expect, it } from 'vitest';
import { nodeNetwork } from '../../../electron/adapters/node-network.ts';

function address(internal: boolean): NetworkInterfaceInfo {
  return {
    address: '192.0.2.1',
    netmask: '255.255.255.0',
    family: 'IPv4',
    mac: '00:00:00:00:00:00',
    internal,
    cidr: null,
  };
}

it.each([
  ['none at all', {}, false],
  ['loopback only', { lo: [address(true), address(true)] }, false],
  ['one without addresses', { lo: [address(true)], eth0: [] }, false],
  ['one to the outside', { lo: [address(true)], wlan0: [address(false)] }, true],
])('with interfaces %s', (_, interfaces, expected) => {
  expect(nodeNetwork(() => interfaces).hasOutsideInterface()).toBe(expected);
});

it('does not call a machine cut off whose interfaces cannot be listed', () => {
  const network = nodeNetwork(() => {
    throw new Error('not permitted');
  });
  expect(network.hasOutsideInterface()).toBe(true);
});
