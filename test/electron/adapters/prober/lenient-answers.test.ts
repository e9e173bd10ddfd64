import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serveBytes, serveHttp, serveTcp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, prober, told } from './probe.ts';

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;
const FINE = 'Content-Length: 4\r\n\r\nfine';

describe('an answer that curl and browsers take is up, with its body read', () => {
  it.each([
    ['100 Continue, unasked', `HTTP/1.1 100 Continue\r\n\r\n${OK}${FINE}`],
    ['102 and 103', `HTTP/1.1 102 P\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n${OK}${FINE}`],
    ['header lines that end in LF', 'HTTP/1.1 200 OK\nX-A: b\nContent-Length: 4\n\nfine'],
    ['line ends of both kinds', `${OK}X-A: b\nContent-Length: 4\r\n\nfine`],
    [
      'a length beside chunks',
      `${OK}Content-Length: 99\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n`,
    ],
    ['the same length twice', `${OK}Content-Length: 4\r\n${FINE}`],
    ['the same length twice in a line', `${OK}Content-Length: 4, 4\r\n\r\nfine`],
    [
      'a length that no body has',
      `${OK}Content-Length: 18446744073709551617\r\nX: y\r\n\r\n${'fine'.repeat(20_000)}`,
    ],
    ['a blank before the colon', `${OK}Content-Length : 4\r\n\r\nfine`],
    ['a header on two lines', `${OK}X-A: b\r\n  and c\r\n${FINE}`],
    ['a header with a bare CR', `${OK}X-A: b\rc\r\n${FINE}`],
    ['a status without a phrase', `HTTP/1.1 200\r\n${FINE}`],
    ['blank lines first', `\r\n\r\n${OK}${FINE}`],
    ['small letters', `http/1.1 200 OK\r\n${FINE}`],
    ['HTTP/1.0, its body to the end', 'HTTP/1.0 200 OK\r\n\r\nfine'],
    ['HTTP/1.0 that stays open', `HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n${FINE}`],
    ['HTTP/1.0 in chunks', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nfine\r\n0\r\n\r\n'],
    ['chunks with notes, blanks and trailers', `${CHUNKED}2;a=b\r\nfi\r\n2 \r\nne\r\n0\r\nX-Sum: 1\r\n\r\n`],
    ['chunks whose lines end in LF', `${CHUNKED}4\nfine\n0\n\n`],
    [
      'chunked, said twice',
      `${OK}Transfer-Encoding: chunked\r\n${CHUNKED.slice(OK.length)}4\r\nfine\r\n0\r\n\r\n`,
    ],
    [
      'chunked in a list with empty places',
      `${OK}Transfer-Encoding: , chunked,\r\n\r\n2\r\nfi\r\n2\r\nne\r\n0\r\n\r\n`,
    ],
    ['a length in a list with an empty place', `${OK}Content-Length: 4,\r\n\r\nfine`],
    ['an identity that says nothing', `${OK}Transfer-Encoding: identity\r\n${FINE}`],
  ])('%s', async (_what, answer) => {
    for (const size of [answer.length, 1]) {
      const server = await during(servePieces(answer, size));
      expect(told(await probeOnce(httpService(server.url, { expectBody: 'fine' })))).toBe('answered 200');
    }
  });
});

/** The answer in pieces of so many bytes, each of which is read by itself as far as the system lets it; a long end in one. */
function servePieces(answer: string, size: number) {
  return serveTcp((socket) => {
    socket.setNoDelay();
    socket.once('data', () => {
      const last = Math.min(answer.length, 200);
      for (let at = 0; at < last; at += size) socket.write(answer.slice(at, Math.min(at + size, last)));
      socket.end(answer.slice(last));
    });
  });
}

it.each([
  ['a zero byte', `${OK}X-A: b\0c\r\n${FINE}`, 'sent a header with a zero byte in it'],
  ['a line without a colon', `${OK}garbage\r\n${FINE}`, 'sent a header line without a colon'],
  [
    'a negative length',
    `${OK}Content-Length: -1\r\n\r\nfine`,
    'announced a length of its body that is no number',
  ],
  ['an empty length', `${OK}Content-Length:\r\n\r\nfine`, 'announced a length of its body that is no number'],
  ['two lengths', `${OK}Content-Length: 4, 5\r\n\r\nfine`, 'announced different lengths of its body'],
  [
    '101, unasked',
    'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n',
    'switched to another protocol (101), unasked',
  ],
])('what no client takes is told as what it is: %s', async (_what, answer, sentence) => {
  const server = await during(serveBytes(answer));
  expect(told(await probeOnce(httpService(server.url)))).toBe(
    `protocol: 127.0.0.1:${server.port} ${sentence}`,
  );
});

it.each([
  [
    'a chunk that is too long',
    `${CHUNKED}2\r\nfine\r\n0\r\n\r\n`,
    'a chunk that is longer than it announced',
  ],
  ['a chunk of an impossible size', `${CHUNKED}fffffffffffffff\r\nfine`, 'a chunk of an impossible size'],
  ['a chunk without a size', `${CHUNKED}\r\nfine`, 'a chunk without a readable size'],
])('a body that is waited for is told as what it is: %s', async (_what, answer, sentence) => {
  const server = await during(serveBytes(answer));
  expect(told(await probeOnce(httpService(server.url, { expectBody: 'more' })))).toBe(
    `protocol: the body that 127.0.0.1:${server.port} sent breaks the rules of HTTP: ${sentence}`,
  );
});

it.each([
  ['GET', '200 OK', 'Content-Length: 4\r\n\r\nfine and more', 200],
  ['GET', '204 No Content', '\r\nbody', 204],
  ['HEAD', '200 OK', 'Content-Length: 4\r\n\r\nfine', 200],
])(
  '%s that is answered %s with more than it may have is up, and that is said',
  async (method, status, rest, code) => {
    const server = await during(serveBytes(`HTTP/1.1 ${status}\r\n${rest}`));
    const result = await probeOnce(httpService(server.url, { method }));
    expect(result).toMatchObject({
      outcome: 'response',
      remark: `answered ${code}, and sent more than it announced`,
    });
  },
);

it('an HTTP/2 server without TLS is named', async () => {
  const settings = Uint8Array.from([0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 100]);
  const server = await during(serveTcp((socket) => socket.write(settings)));
  expect(told(await probeOnce(httpService(server.url)))).toBe(
    `protocol: 127.0.0.1:${server.port} speaks HTTP/2 only, which is not probed here`,
  );
});

describe('a body that was asked for in packed form', () => {
  const text = JSON.stringify({ status: 'ok', note: 'x'.repeat(1000) });
  const packed: readonly [string, Buffer][] = [
    ['gzip', gzipSync(text)],
    ['x-gzip', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['deflate', deflateRawSync(text)],
    ['br', brotliCompressSync(text)],
    ['zstd', zstdCompressSync(text)],
    ['gzip, br', brotliCompressSync(gzipSync(text))],
  ];

  it.each(packed)('%s is read', async (encoding, body) => {
    const server = await during(servePacked(encoding, body));
    const headers = { 'Accept-Encoding': 'gzip, deflate;q=0.5, br, zstd' };
    const service = httpService(server.url, { headers, expectJson: { status: 'ok' } });
    expect(told(await probeOnce(service))).toBe('answered 200');
  });

  it('is told as such when it is broken, or packed in another way than was asked for', async () => {
    const headers = { 'accept-encoding': 'gzip, br;q=0' };
    const broken = await during(servePacked('gzip', Buffer.from('not packed at all')));
    expect(told(await probeOnce(httpService(broken.url, { headers, expectBody: 'ok' })))).toBe(
      `body: the body that 127.0.0.1:${broken.port} sent cannot be unpacked (gzip)`,
    );
    const other = await during(servePacked('br', brotliCompressSync(text)));
    expect(told(await probeOnce(httpService(other.url, { headers, expectBody: 'ok' })))).toBe(
      'body: body: expected to contain "ok", got a body compressed with br, unasked',
    );
  });

  it('is not unpacked as often as a header can say', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const codings = Array.from({ length: 6 }, () => 'gzip');
    const body = codings.reduce((inner) => gzipSync(inner), Buffer.from('ok'));
    const server = await during(servePacked(codings.join(', '), body));
    expect(told(await probeOnce(httpService(server.url, { headers, expectBody: 'ok' })))).toBe(
      `body: the body that 127.0.0.1:${server.port} sent is packed 6 times over, more than 5 is not unpacked`,
    );
  });

  it('is unpacked no further than bodies are read', async () => {
    const server = await during(servePacked('gzip', gzipSync(Buffer.alloc(32 * 2 ** 20, 'a'))));
    const headers = { 'accept-encoding': 'gzip' };
    expect(told(await probeOnce(httpService(server.url, { headers, expectBody: 'ok' })))).toBe(
      'body: body: expected to contain "ok", got text without it that goes on beyond what is read',
    );
  });
});

function servePacked(encoding: string, body: Buffer) {
  return serveHttp((_request, response) =>
    response.writeHead(200, { 'content-encoding': encoding }).end(body),
  );
}

it('an answer after 100 Continue keeps its connection, too', async () => {
  const server = await during(
    serveTcp((socket) => socket.on('data', () => socket.write(`HTTP/1.1 100 Continue\r\n\r\n${OK}${FINE}`))),
  );
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  for (let turn = 0; turn < 3; turn++)
    expect(told(await probing.probe(kept, new AbortController().signal))).toBe('answered 200');
  expect(server.accepted()).toBe(1);
});
