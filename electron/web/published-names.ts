import { originText, parseOrigin, type Authority } from './host-names.ts';

interface Published {
  readonly shared: boolean;
  readonly origins: ReadonlySet<string>;
}

const WHERE =
  'under `server:` in the configuration of Bellwether ("bellwether config path" says which file), and start it again';

/** For whoever set it up and forgot this name. A stranger who reads it learns nothing but what he asked for. */
export function adviceOnName(name: string, { shared }: Published): string {
  const members = `${shared ? '' : '`share: true` and '}\`names: ["${name}"]\``;
  return `This server does not go by the name ${name}. If it should, add ${members} ${WHERE}.`;
}

/** A page reached through a proxy that passes on another port or name than browsers use. */
export function adviceOnOrigin(written: string, host: Authority, { shared }: Published): string | undefined {
  const origin = parseOrigin(written);
  if (origin === null) return undefined;
  const name = originText(origin);
  const asked = `${host.name}${host.port === null ? '' : `:${host.port}`}`;
  const members = `${shared ? '' : '`share: true` and '}\`names: ["${name}"]\``;
  return `The page ${name} is not the one of ${asked}. If a proxy shows it there, let that pass on the Host header as browsers send it, or add ${members} ${WHERE}.`;
}

/**
 * Where the page that is asked for may open its socket: at the name it is asked by, and at each listed origin of that name. Who asks
 * over plain http may be a proxy that browsers reach over https.
 */
export function socketOrigins(
  { name, port }: Authority,
  secure: boolean,
  { origins }: Published,
): readonly string[] {
  const asked = `${name}${port === null ? '' : `:${port}`}`;
  const listed = [...origins].filter((origin) => parseOrigin(origin)?.name === name);
  const sockets = [...(secure ? [] : [`ws://${asked}`]), `wss://${asked}`, ...listed.map(socketOf)];
  return [...new Set(sockets)];
}

function socketOf(origin: string): string {
  return origin.replace(/^http/, 'ws');
}
