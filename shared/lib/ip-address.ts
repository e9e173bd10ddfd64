/** An IPv4 or IPv6 address as a number. */
export interface IpAddress {
  readonly bits: 32 | 128;
  readonly value: bigint;
}

/** IPv4 in IPv6 (`::ffff:10.0.0.1`) is IPv4; a zone (`fe80::1%eth0`) is left out. `null` when it is no address. */
export function parseAddress(text: string): IpAddress | null {
  const [address = ''] = text.split('%');
  if (!address.includes(':')) return ipv4(address);
  const value = ipv6(address);
  if (value === null) return null;
  return value >> 32n === 0xffffn ? { bits: 32, value: value & 0xffffffffn } : { bits: 128, value };
}

export function sameAddress(left: string, right: string): boolean {
  const [a, b] = [parseAddress(left), parseAddress(right)];
  return a !== null && b !== null && a.bits === b.bits && a.value === b.value;
}

/** Whether a network such as `10.8.0.0/16` holds the address. */
export function networkHolds(network: string, address: string): boolean {
  const [first = '', length = ''] = network.split('/');
  const [a, b] = [parseAddress(first), parseAddress(address)];
  if (a === null || b === null || a.bits !== b.bits) return false;
  const shift = BigInt(a.bits - Number(length));
  return a.value >> shift === b.value >> shift;
}

/** The network of an address with its prefix, such as `10.8.3.7/16`: `10.8.0.0/16`. `null` when it is none. */
export function networkOf(cidr: string): string | null {
  const [text = '', length = ''] = cidr.split('/');
  const address = parseAddress(text);
  if (address === null || !/^\d{1,3}$/.test(length) || Number(length) > address.bits) return null;
  const shift = BigInt(address.bits - Number(length));
  return `${format({ ...address, value: (address.value >> shift) << shift })}/${length}`;
}

/** As people write it: `10.8/16` for `10.8.0.0/16`. */
export function shortNetwork(network: string): string {
  const [address = '', length = ''] = network.split('/');
  if (address.includes(':')) return network;
  return `${address
    .split('.')
    .slice(0, Math.max(1, Math.ceil(Number(length) / 8)))
    .join('.')}/${length}`;
}

function ipv4(text: string): IpAddress | null {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return null;
  return { bits: 32, value: parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) };
}

function ipv6(text: string): bigint | null {
  const tail = /^(.*:)([\d.]+)$/.exec(text);
  const embedded = tail?.[2]?.includes('.') === true ? ipv4(tail[2]) : null;
  const plain =
    embedded === null
      ? text
      : `${tail?.[1] ?? ''}${(embedded.value >> 16n).toString(16)}:${(embedded.value & 0xffffn).toString(16)}`;
  const halves = plain.split('::');
  const [head = [], rest = []] = halves.map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - head.length - rest.length;
  if (halves.length > 2 || (halves.length === 2 ? missing < 1 : missing !== 0)) return null;
  const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...rest];
  if (!groups.every((group) => /^[\da-f]{1,4}$/i.test(group))) return null;
  return groups.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

function format({ bits, value }: IpAddress): string {
  if (bits === 32) return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  // The zeros at its end, which every network has.
  const kept = groups.slice(0, groups.findLastIndex((group) => group !== '0') + 1);
  if (kept.length > 6) return groups.join(':');
  return kept.length === 0 ? '::' : `${kept.join(':')}::`;
}
