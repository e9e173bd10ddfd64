import { err, ok, type Result } from '../lib/result.ts';

/* `shared/` has no URL parser, and the usual one accepts what a person cannot see through: `0x7f.1` is 127.0.0.1 there. */

const MAX_URL_LENGTH = 2048;
const HTTP_URL = /^https?:\/\/([^/?#]*)/i;
const HOST_AND_PORT = /^(\[[^\]]*\]|[^:[\]]*)(?::(\d*))?$/;
const EXAMPLE = 'such as "http://localhost:8000/health"';

/** Its host as written, IPv6 without brackets. The error never repeats any of the URL. */
export function hostOfHttpUrl(url: string): Result<string, string> {
  if (url.length > MAX_URL_LENGTH) return err(`expected a URL of at most ${MAX_URL_LENGTH} characters`);
  const authority = HTTP_URL.exec(url)?.[1];
  if (authority === undefined) return err(`expected an http or https URL ${EXAMPLE}`);
  if (authority.includes('@')) {
    return err('a URL must not hold a user name or password; use a header with ${env:NAME} or ${file:path}');
  }
  if (/[^\x21-\x7e]/.test(authority)) return err(HOST_EXPECTED);
  if (/[^\x21-\x7e]/.test(url)) {
    return err(
      'expected a URL without spaces, control characters and letters beyond ASCII; write them as %20 and the like',
    );
  }
  const [, host = '', port] = HOST_AND_PORT.exec(authority) ?? [];
  const fault = host.startsWith('[') ? ipv6Fault(host.slice(1, -1)) : nameFault(host);
  if (fault !== null) return err(fault);
  if (port !== undefined && !isPort(port)) return err('expected a port from 1 to 65535 after the host');
  return ok(host.replace(/^\[|\]$/g, ''));
}

/** For a host that stands alone, where IPv6 has no brackets. */
export function hostFault(host: string): string | null {
  return host.includes(':') ? ipv6Fault(host) : nameFault(host);
}

/** Whether a host, IPv6 without brackets, is this machine. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/\.$/, '');
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    (isIpv4(name) && name.startsWith('127.')) ||
    name === '::1'
  );
}

const HOST_EXPECTED =
  'expected a host such as localhost, api.example.com or 127.0.0.1; international names are written as xn--...';

function nameFault(host: string): string | null {
  const labels = host.replace(/\.$/, '').split('.');
  const last = labels.at(-1) ?? '';
  // What ends in a number is an IPv4 address to a browser, in whatever shortened, octal or hexadecimal form.
  if (/^(\d+|0x[\da-f]*)$/i.test(last)) {
    return isIpv4(host) ? null : 'expected an IPv4 address as four decimal numbers, such as 127.0.0.1';
  }
  const fine = labels.every((label) => /^[a-z\d_]([a-z\d_-]{0,61}[a-z\d_])?$/i.test(label));
  return fine && host.length <= 253 ? null : HOST_EXPECTED;
}

function isIpv4(host: string): boolean {
  const parts = host.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

function ipv6Fault(address: string): string | null {
  const halves = address.split('::');
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const complete = halves.length === 2 ? groups.length <= 7 : halves.length === 1 && groups.length === 8;
  const fine = complete && groups.every((group) => /^[\da-f]{1,4}$/i.test(group));
  return fine ? null : 'expected an IPv6 address such as ::1, in brackets when it is part of a URL';
}

function isPort(text: string): boolean {
  return /^[1-9]\d{0,4}$/.test(text) && Number(text) <= 65_535;
}
