import { expect, it } from 'vitest';
import {
  networkHolds,
  networkOf,
  parseAddress,
  sameAddress,
  shortNetwork,
} from '../../../shared/lib/ip-address.ts';

it.each<[string, bigint | null]>([
  ['10.8.0.7', 0x0a080007n],
  ['255.255.255.255', 0xffffffffn],
  ['::', 0n],
  ['::1', 1n],
  ['fe80::1%eth0', 0xfe80n * 2n ** 112n + 1n],
  ['2001:DB8:0:0:0:0:0:1', 0x20010db8n * 2n ** 96n + 1n],
  ['::ffff:10.8.0.7', 0x0a080007n],
  ['::ffff:a08:7', 0x0a080007n],
  ['64:ff9b::10.8.0.7', 0x0064ff9bn * 2n ** 96n + 0x0a080007n],
  ['10.8.0', null],
  ['10.8.0.256', null],
  ['1:2:3', null],
  ['1::2::3', null],
  ['1:2:3:4:5:6:7:8:9', null],
  ['12345::', null],
  ['orders.example', null],
  ['', null],
])('the address %s is %s', (text, value) => {
  expect(parseAddress(text)?.value ?? null).toBe(value);
});

it.each([
  ['10.8.3.7/16', '10.8.0.0/16', '10.8/16'],
  ['192.168.1.5/24', '192.168.1.0/24', '192.168.1/24'],
  ['172.16.20.1/20', '172.16.16.0/20', '172.16.16/20'],
  ['100.64.0.7/32', '100.64.0.7/32', '100.64.0.7/32'],
  ['fd00:8::7/64', 'fd00:8::/64', 'fd00:8::/64'],
  ['2001:db8:1:2:3:4:5:6/128', '2001:db8:1:2:3:4:5:6/128', '2001:db8:1:2:3:4:5:6/128'],
  ['2001:db8::1/48', '2001:db8::/48', '2001:db8::/48'],
])('the network of %s is %s, or %s for people', (cidr, network, short) => {
  expect(networkOf(cidr)).toBe(network);
  expect(shortNetwork(network)).toBe(short);
});

it.each(['10.8.0.7', '10.8.0.7/33', '10.8.0.7/', 'eth0/24', '::1/129'])('%s has no network', (cidr) => {
  expect(networkOf(cidr)).toBeNull();
});

it.each([
  ['10.8.0.0/16', '10.8.255.1', true],
  ['10.8.0.0/16', '10.9.0.1', false],
  ['10.8.0.7/32', '10.8.0.7', true],
  ['10.8.0.0/16', '::ffff:10.8.0.9', true],
  ['10.8.0.0/16', 'fd00::1', false],
  ['fd00:8::/64', 'fd00:8::99', true],
  ['fd00:8::/64', 'fd00:9::99', false],
])('%s holds %s: %s', (network, address, holds) => {
  expect(networkHolds(network, address)).toBe(holds);
});

it.each([
  ['127.0.0.1', '::ffff:127.0.0.1', true],
  ['fe80::1%eth0', 'fe80::1', true],
  ['2001:db8::1', '2001:0db8:0::0001', true],
  ['0.0.0.1', '::1', false],
  ['orders', 'orders', false],
])('%s and %s are one address: %s', (left, right, same) => {
  expect(sameAddress(left, right)).toBe(same);
});
