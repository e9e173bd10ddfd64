import { join } from 'node:path';

/**
 * Sockets on which this person's session bus may listen, in the order in which to try them, as the D-Bus specification writes
 * addresses. An abstract one begins with a zero byte, as Node takes it. Only sockets of this machine count: what a desktop
 * shows goes over no network.
 */
export function sessionBusSockets(environment: NodeJS.ProcessEnv): readonly string[] {
  const address = environment['DBUS_SESSION_BUS_ADDRESS'] ?? '';
  // What libraries of D-Bus try where nothing is said.
  const said = address === '' ? 'unix:runtime=yes' : address;
  return said.split(';').flatMap((one) => socketOf(one, environment['XDG_RUNTIME_DIR'] ?? '') ?? []);
}

function socketOf(address: string, runtimeFolder: string): string | null {
  const [, words = null] = /^unix:(.*)$/s.exec(address) ?? [];
  if (words === null) return null;
  const values = new Map(words.split(',').map(keyAndValue));
  const abstract = values.get('abstract') ?? '';
  if (abstract !== '') return `\0${abstract}`;
  const path = values.get('path') ?? '';
  if (path !== '') return path;
  return values.get('runtime') === 'yes' && runtimeFolder !== '' ? join(runtimeFolder, 'bus') : null;
}

function keyAndValue(pair: string): [string, string] {
  const [key = '', ...rest] = pair.split('=');
  return [key, unescaped(rest.join('='))];
}

/** `%20` and the like are bytes; a value that is no text in UTF-8 counts as none. */
function unescaped(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return '';
  }
}
