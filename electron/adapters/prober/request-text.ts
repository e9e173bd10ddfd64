import { ProbeFault } from './probe-fault.ts';
import type { Hop } from './redirect.ts';

/** Methods with a body by their meaning: servers may want to be told that it is empty (RFC 9110, 8.6). */
const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** The whole request, a character a byte. Configured headers win over ours in whatever spelling. */
export function requestText(hop: Hop, userAgent: string, place: string): string {
  const ours: Record<string, string> = {
    host: hop.url.host,
    connection: 'keep-alive',
    'user-agent': userAgent,
    accept: 'application/json, text/*;q=0.9, */*;q=0.8',
    // No compression: the body is judged as it comes.
    'accept-encoding': 'identity',
    ...(WITH_BODY.includes(hop.method) && { 'content-length': '0' }),
  };
  for (const name of Object.keys(hop.headers)) delete ours[name.toLowerCase()];
  const headers = Object.entries({ ...ours, ...hop.headers });
  let text = `${hop.method} ${hop.url.pathname}${hop.url.search} HTTP/1.1\r\n`;
  for (const [name, value] of withCookies(headers, hop.cookie)) {
    if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw cannotSend(place);
    }
    text += `${name}: ${value}\r\n`;
  }
  return `${text}\r\n`;
}

/** In one line with those of the configuration, as servers expect it. */
function withCookies(
  headers: readonly (readonly [name: string, value: string])[],
  cookie: string | null,
): readonly (readonly [name: string, value: string])[] {
  if (cookie === null) return headers;
  const isCookie = ([name]: readonly [name: string, value: string]) => name.toLowerCase() === 'cookie';
  const configured = headers.filter(isCookie).map(([, value]) => value);
  return [...headers.filter((header) => !isCookie(header)), ['cookie', [...configured, cookie].join('; ')]];
}

function cannotSend(place: string): ProbeFault {
  return new ProbeFault(
    'void',
    `the request to ${place} cannot be sent as it is configured; look at its method and headers`,
  );
}
