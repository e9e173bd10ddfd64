import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ServerSettings } from '../../shared/config/config.ts';
import { publicName } from '../../shared/config/public-names.ts';
import { isLinkLocal } from '../../shared/domain/way.ts';
import { remembered } from '../../shared/lib/remembered.ts';
import type { Clock } from '../ports.ts';
import { interfaceAddresses } from './interface-addresses.ts';
import { machineNames, searchDomainsIn } from './machine-names.ts';
import { readText } from './read-text.ts';

/** Addresses and names come and go, but not between two requests. */
const FRESH_MS = 5000;
/** A longer hosts file is a list of blocked names. */
const MAX_FILE_BYTES = 1024 * 1024;

/** As the web server wants it; `null` while this machine keeps its page to itself. */
export function openDoors({ share, names, openHealth, openMetrics }: ServerSettings, clock: Clock) {
  if (!share) return null;
  const known = names.map(publicName);
  const origins = new Set(known.flatMap(({ origin }) => origin ?? []));
  const hosts = known.map(({ host }) => host);
  return { names: ownNamesNow(hosts, clock), origins, openHealth, openMetrics };
}

/** Everything that a browser on another machine may call this one, asked anew every few seconds. */
function ownNamesNow(configured: readonly string[], clock: Clock): () => ReadonlySet<string> {
  const names = remembered(
    () => new Set([...configured, ...ownNames()]),
    () => clock.monotonicNow(),
    FRESH_MS,
  );
  return () => names.get();
}

function ownNames(): ReadonlySet<string> {
  const domain = process.env['USERDNSDOMAIN'];
  return machineNames({
    hostname: hostname(),
    multicastNames: multicastNames(),
    searchDomains: [
      ...searchDomainsIn(textOf('/etc/resolv.conf')),
      ...(process.platform === 'win32' && domain !== undefined ? [domain] : []),
    ],
    hosts: textOf(hostsFile()),
    addresses: ownAddresses().map(({ address }) => address),
  });
}

/** Avahi and macOS may be given another name than the host has. */
function multicastNames(): readonly string[] {
  const avahi = /^\s*host-name\s*=\s*(\S+)/m.exec(textOf('/etc/avahi/avahi-daemon.conf'))?.[1];
  const preferences = '/Library/Preferences/SystemConfiguration/preferences.plist';
  const mac = /<key>LocalHostName<\/key>\s*<string>([^<]*)</.exec(textOf(preferences))?.[1];
  return [avahi, mac].filter((name) => name !== undefined);
}

function hostsFile(): string {
  const windows = process.env['SystemRoot'];
  return process.platform === 'win32' && windows !== undefined
    ? join(windows, 'System32', 'drivers', 'etc', 'hosts')
    : '/etc/hosts';
}

/** Empty where there is none that can be read. */
function textOf(path: string): string {
  const text = readText(path, MAX_FILE_BYTES);
  return text.ok ? (text.value ?? '') : '';
}

export interface OwnAddress {
  readonly address: string;
  /** What browsers can write: not bound to an interface. */
  readonly isRoutable: boolean;
}

/** On the network; empty in a sandbox that hides them. */
export function ownAddresses(): readonly OwnAddress[] {
  return (interfaceAddresses() ?? []).flatMap(({ address, internal }) =>
    internal ? [] : [{ address, isRoutable: !isLinkLocal(address) }],
  );
}
