import { STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Refusal } from './refusals.ts';

/**
 * On every answer, whatever it is. Nothing here asks browsers to insist on https: another program may have the port tomorrow. No header opens
 * anything to other origins. `sockets` are such as `ws://127.0.0.1:9999`, where the page may open one.
 */
export function securityHeaders(sockets: readonly string[]): Readonly<Record<string, string>> {
  return {
    'content-security-policy': [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "img-src 'self' data:",
      "font-src 'self'",
      // 'self' covers the socket only in newer browsers (WebKit was late), so it is spelled out.
      ["connect-src 'self'", ...sockets].join(' '),
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      // No text becomes markup or script, and no library may make itself a policy that would let it: React and the page need none.
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'cache-control': 'no-store',
  };
}

/** Ends the connection, too: whoever is refused may still be sending. The body tells nothing but the status and the words. */
export function refuseRequest(response: ServerResponse, refusal: Refusal): void {
  response.writeHead(refusal.status, refusalHeaders(refusal)).end(refusalBody(refusal));
}

/** The same for a connection that has no response object: a request that cannot be parsed, or an upgrade. */
export function refuseConnection(connection: Duplex, refusal: Refusal): void {
  const { status } = refusal;
  const headers = Object.entries({ ...securityHeaders([]), ...refusalHeaders(refusal) });
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  connection.on('error', () => connection.destroy());
  connection.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines}\r\n${refusalBody(refusal)}`, () =>
    connection.destroy(),
  );
}

function refusalHeaders(refusal: Refusal): Record<string, string> {
  const { status, retryAfterMs, allow } = refusal;
  return {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': String(Buffer.byteLength(refusalBody(refusal))),
    connection: 'close',
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(allow !== undefined && { allow }),
    ...(retryAfterMs !== undefined && { 'retry-after': String(Math.ceil(retryAfterMs / 1000)) }),
  };
}

function refusalBody({ status, words }: Refusal): string {
  return `${STATUS_CODES[status]}\n${words}\n`;
}
