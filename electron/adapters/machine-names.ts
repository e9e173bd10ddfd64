import { isIP } from 'node:net';

/** What this machine says about how it is called and where it is. */
export interface MachineFacts {
  /** As configured: short or with its domain, in any case, with or without a final dot. */
  readonly hostname: string;
  /** Names of multicast DNS that are set apart from it. */
  readonly multicastNames: readonly string[];
  /** Domains that resolvers append to a short name. */
  readonly searchDomains: readonly string[];
  /** Text of the hosts file. */
  readonly hosts: string;
  /** Of its interfaces, IPv6 with or without a zone. */
  readonly addresses: readonly string[];
}

/** More are a list of blocked names, not those of a machine. */
const MAX_OF_AN_ADDRESS = 32;
const NAME = /^[a-z0-9_]([a-z0-9._-]{0,250}[a-z0-9_])?$/;

/**
 * Everything under which resolvers find this machine, in lower case without a final dot: its host name, that in each search domain
 * and in `.local` (RFC 6762: always one label and `.local`), what the hosts file calls its addresses, and the addresses themselves.
 * Nothing is looked up: whoever answers the question could name this machine as he likes.
 */
export function machineNames(facts: MachineFacts): ReadonlySet<string> {
  const full = plainName(facts.hostname);
  const short = isIP(full) === 0 ? (full.split('.', 1)[0] ?? '') : '';
  // What every machine is called is nobody's name in a domain.
  const own = short === 'localhost' ? '' : short;
  const multicast = [own, ...facts.multicastNames.map((name) => plainName(name).split('.', 1)[0] ?? '')];
  const names = [
    full,
    own,
    ...(own === '' ? [] : facts.searchDomains.map((domain) => `${own}.${plainName(domain)}`)),
    ...multicast.filter((name) => name !== '').map((name) => `${name}.local`),
    ...namesInHosts(facts.hosts, facts.addresses),
  ];
  return new Set([...names.filter((name) => NAME.test(name)), ...facts.addresses.map(hostOf)]);
}

/** As it stands in an address of a browser. */
export function hostOf(address: string): string {
  return address.includes(':') ? new URL(`http://[${withoutZone(address)}]`).hostname : address;
}

/** `search` and `domain` of resolv.conf: the last one counts. */
export function searchDomainsIn(resolvConf: string): readonly string[] {
  const lines = resolvConf.split('\n').map((line) =>
    line
      .replace(/[#;].*$/, '')
      .trim()
      .split(/\s+/),
  );
  const last = lines.findLast(([keyword]) => keyword === 'search' || keyword === 'domain');
  return (last?.slice(1) ?? []).filter((domain) => domain !== '.');
}

function namesInHosts(text: string, addresses: readonly string[]): readonly string[] {
  const own = new Set(addresses.map(hostOf));
  const byAddress = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [address = '', ...names] = line.replace(/#.*$/, '').trim().split(/\s+/);
    if (isIP(withoutZone(address)) === 0) continue;
    const host = hostOf(address);
    if (!own.has(host) && host !== '[::1]' && !host.startsWith('127.')) continue;
    const known = byAddress.get(host) ?? [];
    byAddress.set(host, [...known, ...names.map(plainName)].slice(0, MAX_OF_AN_ADDRESS));
  }
  return [...byAddress.values()].flat();
}

function withoutZone(address: string): string {
  return address.replace(/%.*$/, '');
}

function plainName(name: string): string {
  return name.trim().toLowerCase().replace(/\.+$/, '');
}
