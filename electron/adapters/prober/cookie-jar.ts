/** More than any login needs; bounds what a hostile server can make us send. */
const MAX_COOKIES = 50;
const MAX_COOKIE_LENGTH = 4096;

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly origin: string;
  readonly path: string;
}

/** Cookies for the length of one probe. Each goes back to the origin that set it and nowhere else, whatever its domain says. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** The lines are values of `set-cookie` (RFC 6265, 5.2 and 5.3). */
  store(url: URL, lines: readonly string[], wallNow: number): void {
    for (const line of lines) this.#storeOne(url, line, wallNow);
  }

  /** What goes to this URL, the longest path first; `null` when nothing does. */
  headerFor(url: URL): string | null {
    const matching = [...this.#cookies.values()].filter(
      ({ origin, path }) => origin === url.origin && covers(path, url.pathname),
    );
    if (matching.length === 0) return null;
    const sorted = matching.toSorted((a, b) => b.path.length - a.path.length);
    return sorted.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  #storeOne(url: URL, line: string, wallNow: number): void {
    const [pair = '', ...rest] = line.split(';');
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(0, equals)).trim();
    const value = pair.slice(equals + 1).trim();
    if (name === '' || line.length > MAX_COOKIE_LENGTH || /[^\t\x20-\x7e\x80-\xff]/.test(pair)) return;
    const attributes = new Map(rest.map(attribute));
    const path = pathOf(attributes.get('path'), url);
    const key = JSON.stringify([name, url.origin, path]);
    this.#cookies.delete(key);
    if (isForAnother(attributes, url) || isOver(attributes, wallNow)) return;
    if (this.#cookies.size < MAX_COOKIES) this.#cookies.set(key, { name, value, origin: url.origin, path });
  }
}

function attribute(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  if (equals === -1) return [text.trim().toLowerCase(), ''];
  return [text.slice(0, equals).trim().toLowerCase(), text.slice(equals + 1).trim()];
}

function pathOf(written: string | undefined, { pathname }: URL): string {
  if (written?.startsWith('/') === true) return written;
  return pathname.slice(0, Math.max(1, pathname.lastIndexOf('/')));
}

function covers(path: string, pathname: string): boolean {
  if (!pathname.startsWith(path)) return false;
  return pathname.length === path.length || path.endsWith('/') || pathname[path.length] === '/';
}

/** Set for a domain that is not its own, or for encrypted connections only. Browsers take this machine for as good as those. */
function isForAnother(attributes: ReadonlyMap<string, string>, { hostname, protocol }: URL): boolean {
  const domain = (attributes.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  if (domain !== '' && domain !== hostname && !hostname.endsWith(`.${domain}`)) return true;
  const isHere = /^(?:(?:.+\.)?localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
  return attributes.has('secure') && protocol !== 'https:' && !isHere;
}

/** `max-age` wins over `expires`. */
function isOver(attributes: ReadonlyMap<string, string>, wallNow: number): boolean {
  const maxAge = attributes.get('max-age') ?? '';
  if (/^-?\d+$/.test(maxAge)) return Number(maxAge) <= 0;
  return Date.parse(attributes.get('expires') ?? '') <= wallNow;
}
