import { BlockList, isIPv6 } from 'node:net';

/** How far inside an address lies: beyond this network, in a private one, on this machine. */
type Depth = 0 | 1 | 2;

const PRIVATE = new BlockList();
PRIVATE.addSubnet('10.0.0.0', 8);
PRIVATE.addSubnet('172.16.0.0', 12);
PRIVATE.addSubnet('192.168.0.0', 16);
// Shared with a provider, and what some VPNs number their members with.
PRIVATE.addSubnet('100.64.0.0', 10);
PRIVATE.addSubnet('fc00::', 7, 'ipv6');

const LOCAL = new BlockList();
LOCAL.addSubnet('127.0.0.0', 8);
// To connect to nobody in particular reaches this machine.
LOCAL.addSubnet('0.0.0.0', 8);
LOCAL.addAddress('::1', 'ipv6');
LOCAL.addAddress('::', 'ipv6');

// The same through NAT64 (RFC 6052); IPv4 in IPv6 is known to BlockList.
PRIVATE.addSubnet('64:ff9b::a00:0', 104, 'ipv6');
PRIVATE.addSubnet('64:ff9b::ac10:0', 108, 'ipv6');
PRIVATE.addSubnet('64:ff9b::c0a8:0', 112, 'ipv6');
LOCAL.addSubnet('64:ff9b::7f00:0', 104, 'ipv6');

export function depthOf(written: string): Depth {
  const address = written.replace(/%.*/, '');
  const family = isIPv6(address) ? 'ipv6' : 'ipv4';
  if (LOCAL.check(address, family)) return 2;
  return PRIVATE.check(address, family) ? 1 : 0;
}
