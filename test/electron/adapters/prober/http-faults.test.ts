import { createGzip, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { makeCertificate } from '../../../fixtures/certificates.ts';
import {
  freePort,
  gigabyteOf,
  serveBytes,
  serveHttp,
  serveHttps,
  serveTcp,
} from '../../../fixtures/fault-servers.ts';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { during, httpService, probeOnce, prober, told } from './probe.ts';

const OK = 'HTTP/1.1 200 OK\r\nConnection: close\r\n';

describe('a service that answers', () => {
  it('is a response with its status, its latency and the time of each phase', async () => {
    const server = await during(serveHttp((_request, response) => response.end('fine')));
    const result = await probeOnce(httpService(server.url));
    expect(result).toEqual({
      outcome: 'response',
      httpStatus: 200,
      latencyMs: expect.any(Number),
      certificateExpiresAt: null,
      exchange: expect.any(Function),
      ways: [{ remote: '127.0.0.1', local: '127.0.0.1' }],
      timings: {
        dnsMs: null,
        connectMs: expect.any(Number),
        tlsMs: null,
        firstByteMs: expect.any(Number),
        transferMs: expect.any(Number),
      },
    });
    if (result.outcome !== 'response') return;
    const { connectMs, firstByteMs, transferMs } = result.timings;
    expect((connectMs ?? 0) + (firstByteMs ?? 0) + (transferMs ?? 0)).toBeLessThanOrEqual(result.latencyMs);
  });

  it('gets the configured method, path, query and headers, and ours beside them', async () => {
    const seen: unknown[] = [];
    const server = await during(
      serveHttp((request, response) => {
        const { host: _host, ...headers } = request.headers;
        seen.push([request.method, request.url, headers]);
        response.end();
      }),
    );
    const headers = { Authorization: 'Bearer secret', ACCEPT: 'text/plain' };
    await probeOnce(httpService(`${server.url}/health/?deep=1`, { method: 'POST', headers }));
    const expected = {
      authorization: 'Bearer secret',
      accept: 'text/plain',
      'accept-encoding': 'identity',
      'user-agent': 'Bellwether/1.2.3',
      connection: 'keep-alive',
      'content-length': '0',
    };
    expect(seen).toEqual([['POST', '/health/?deep=1', expected]]);
  });

  it('measures the phases that its slowness falls into', async () => {
    const clock = new FakeClock();
    const server = await during(
      serveHttp((_request, response) => {
        void clock.advance(700).then(() => response.end('fine'));
      }),
    );
    const result = await probeOnce(httpService(server.url), { clock });
    expect(result).toMatchObject({
      outcome: 'response',
      latencyMs: 700,
      timings: { connectMs: 0, firstByteMs: 700 },
    });
  });
});

describe('a service that does not answer well', () => {
  it('nobody listens', async () => {
    const port = await freePort();
    expect(told(await probeOnce(httpService(`http://127.0.0.1:${port}/?key=secret`)))).toBe(
      `refused: nothing is listening on 127.0.0.1:${port}`,
    );
  });

  it('accepts and never answers: the deadline ends it', async () => {
    const clock = new FakeClock();
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const server = await during(serveTcp((socket) => socket.once('data', () => resolve())));
    const result = probeOnce(httpService(server.url), { clock });
    await asked;
    await clock.advance(10_000);
    expect(told(await result)).toBe('timeout: connected, but no answer within 10 s');
    expect(await result).toMatchObject({ latencyMs: null, httpStatus: null });
  });

  it('drips its head for ever', async () => {
    const server = await during(
      serveTcp((socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const drip = setInterval(() => socket.write('x-a: b\r\n'), 20);
        socket.once('close', () => clearInterval(drip));
      }),
    );
    const result = await probeOnce(httpService(server.url, {}, { timeoutMs: 300 }));
    expect(told(result)).toBe('timeout: the answer was not complete within 300 ms');
  });

  it('drips its body for ever', async () => {
    const server = await during(
      serveHttp((_request, response) => {
        const drip = setInterval(() => response.write('.'), 20);
        response.once('close', () => clearInterval(drip));
      }),
    );
    const result = await probeOnce(httpService(server.url, { expectBody: 'fine' }, { timeoutMs: 300 }));
    expect(told(result)).toBe('timeout: the answer was not complete within 300 ms');
    expect(result).toMatchObject({ httpStatus: 200, latencyMs: null });
  });

  it.each([
    ['closes at once', [], 'reset', 'closed the connection before it answered'],
    [
      'closes within the head',
      ['HTTP/1.1 200 OK\r\nx-half: '],
      'reset',
      'closed the connection before the answer was complete',
    ],
    [
      'sends less than it promised',
      [OK, 'Content-Length: 100\r\n\r\nshort'],
      'protocol',
      'sent a body that is shorter than it announced: 5 of 100 bytes',
    ],
    [
      'sends half a chunked body',
      [OK, 'Transfer-Encoding: chunked\r\n\r\n5\r\nab'],
      'reset',
      'closed the connection before the answer was complete',
    ],
    [
      'sends a broken chunk',
      [OK, 'Transfer-Encoding: chunked\r\n\r\nzz\r\n'],
      'protocol',
      'sent breaks the rules of HTTP: a chunk without a readable size',
    ],
    ['is a mail server', ['220 mail.example ESMTP\r\n'], 'protocol', 'is not HTTP'],
    ['is a shell server', ['SSH-2.0-OpenSSH_9.2\r\n'], 'protocol', 'is not HTTP'],
    ['answers with a status that cannot be', ['HTTP/1.1 099 Weird\r\n\r\n'], 'protocol', 'is not HTTP'],
    [
      'sends noise',
      [Uint8Array.from({ length: 512 }, (_, index) => (index * 97) % 256)],
      'protocol',
      'is not HTTP',
    ],
    [
      'answers with a TLS alert',
      [Uint8Array.from([0x15, 3, 1, 0, 2, 2, 10])],
      'protocol',
      'answered with TLS; is it https?',
    ],
    [
      'sends a head of 40 kB',
      [OK, `x-big: ${'a'.repeat(40_000)}\r\n\r\n`],
      'protocol',
      'sent response headers of more than 16 KiB',
    ],
    [
      'sends a thousand short headers',
      [OK, 'x-a: b\r\n'.repeat(1000), '\r\n'],
      'protocol',
      'sent more than 256 response headers',
    ],
    [
      'contradicts itself about the length',
      [OK, 'Content-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
      'protocol',
      'announced different lengths of its body',
    ],
  ])('%s', async (_what, parts, cause, sentence) => {
    const server = await during(serveBytes(...parts));
    const result = await probeOnce(httpService(server.url, { expectBody: 'fine' }));
    expect(result).toMatchObject({ outcome: 'failure', cause });
    expect(told(result)).toContain(`127.0.0.1:${server.port}`);
    expect(told(result)).toContain(sentence);
  });

  it.each([false, true])(
    'sends more than it promised: what it promised is judged, the next answer too (connection kept: %s)',
    async (reuseConnection) => {
      const surplus = 'HTTP/1.1 500 Surplus\r\nContent-Length: 0\r\n\r\n';
      const server = await during(
        serveTcp((socket) =>
          socket.on('data', () => socket.write(`${OK}Content-Length: 2\r\n\r\nok${surplus}`)),
        ),
      );
      const probing = prober();
      const target = httpService(server.url, { expectBody: 'ok', reuseConnection });
      for (let turn = 0; turn < 3; turn++)
        expect(told(await probing.probe(target, new AbortController().signal))).toBe('answered 200');
    },
  );

  it('resets the connection instead of answering', async () => {
    const server = await during(serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect(told(await probeOnce(httpService(server.url)))).toBe(
      `reset: 127.0.0.1:${server.port} closed the connection before it answered`,
    );
  });

  it('speaks before it is asked', async () => {
    const server = await during(serveTcp((socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
    expect(await probeOnce(httpService(server.url))).toMatchObject({ outcome: 'failure', cause: 'protocol' });
  });

  it('speaks TLS on the port', async () => {
    const server = await during(serveHttps(makeCertificate(), (_request, response) => response.end()));
    const result = await probeOnce(httpService(server.url.replace('https', 'http')));
    expect(result).toMatchObject({ outcome: 'failure' });
    expect(['protocol', 'reset']).toContain(result.outcome === 'failure' && result.cause);
  });

  it.each([
    [401, 'http-status: answered 401 Unauthorized'],
    [404, 'http-status: answered 404 Not Found'],
    [429, 'http-status: answered 429 Too Many Requests'],
    [503, 'http-status: answered 503 Service Unavailable'],
    [599, 'http-status: answered 599'],
    [304, 'http-status: answered 304 Not Modified, expected 2xx'],
  ])('answers %i', async (status, expected) => {
    const server = await during(
      serveHttp((_request, response) => response.writeHead(status, { 'retry-after': '30' }).end()),
    );
    const result = await probeOnce(httpService(server.url));
    expect(told(result)).toBe(expected);
    expect(result).toMatchObject({ httpStatus: status, latencyMs: expect.any(Number) });
  });
});

describe('a body that is too much', () => {
  it('of a gigabyte is read up to 64 KiB, then the connection is dropped', async () => {
    const { pour, sent, dropped } = gigabyteOf('a');
    const server = await during(serveHttp((_request, response) => pour(response)));
    expect(told(await probeOnce(httpService(server.url)))).toBe('answered 200');
    await dropped;
    expect(sent()).toBeLessThan(32 * 2 ** 20);
  });

  it('is read as it is when the encoding says so in any spelling', async () => {
    const server = await during(
      serveHttp((_request, response) =>
        response.writeHead(200, { 'Content-Encoding': ' Identity' }).end('ok'),
      ),
    );
    const result = await probeOnce(httpService(server.url, { expectBody: 'ok' }));
    expect(result.outcome).toBe('response');
  });

  it('that was compressed without being asked for is not unpacked', async () => {
    const bomb = createGzip();
    bomb.end(Buffer.alloc(8 * 2 ** 20));
    const server = await during(
      serveHttp(
        (_request, response) => void bomb.pipe(response.writeHead(200, { 'content-encoding': 'gzip' })),
      ),
    );
    expect(told(await probeOnce(httpService(server.url, { expectJson: { status: 'ok' } })))).toBe(
      'body: body: expected JSON with status, got a body compressed with gzip, unasked',
    );
  });

  it('goes on beyond what is read: what was read is judged', async () => {
    const server = await during(
      serveHttp((_request, response) => response.end(`ready${' '.repeat(70_000)}late`)),
    );
    const probing = prober();
    const expecting = (expectBody: string) =>
      probing.probe(httpService(server.url, { expectBody }), new AbortController().signal);
    expect(told(await expecting('ready'))).toBe('answered 200');
    expect(told(await expecting('late'))).toBe(
      'body: body: expected to contain "late", got text without it that goes on beyond what is read',
    );
  });
});

describe('a body that is judged', () => {
  const json = '{"status":"down","checks":{"db":"ok"}}';
  it.each([
    ['the wrong word', json, 'body: expected status to be "ok", got "down"'],
    ['a byte order mark', `\u{feff}${json}`, 'body: expected status to be "ok", got "down"'],
    [
      'UTF-16, little end first',
      Buffer.from(`\u{feff}${json}`, 'utf16le'),
      'body: expected status to be "ok", got "down"',
    ],
    [
      'UTF-16, big end first',
      Buffer.from(`\u{feff}${json}`, 'utf16le').swap16(),
      'body: expected status to be "ok", got "down"',
    ],
    ['UTF-16 without a mark', Buffer.from(json, 'utf16le'), 'body: expected status to be "ok", got "down"'],
    ['nothing', '', 'body: expected JSON with status, got an empty body'],
    ['half of it', '{"status":', 'body: expected JSON with status, got text that is not JSON'],
    [
      'an HTML error page',
      '<!DOCTYPE html><h1>Oops</h1>',
      'body: expected JSON with status, got an HTML page',
    ],
    ['a gzip file', gzipSync(json), 'body: expected JSON with status, got text that is not JSON'],
    [
      'brackets without end',
      '['.repeat(60_000),
      'body: expected JSON with status, got text that is not JSON',
    ],
  ])('is %s', async (_what, body, message) => {
    const server = await during(serveHttp((_request, response) => response.end(body)));
    const result = await probeOnce(httpService(server.url, { expectJson: { status: 'ok' } }));
    expect(result).toMatchObject({ outcome: 'failure', cause: 'body', message, httpStatus: 200 });
  });

  it('is read in the charset that it declares', async () => {
    const server = await during(
      serveHttp((_request, response) =>
        response
          .setHeader('content-type', 'text/plain; charset=iso-8859-1')
          .end(Buffer.from('gr\u{fc}n', 'latin1')),
      ),
    );
    expect(told(await probeOnce(httpService(server.url, { expectBody: 'grün' })))).toBe('answered 200');
  });
});

describe('our own trouble', () => {
  it('is void when the probe is no longer wanted', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const server = await during(serveTcp((socket) => socket.once('data', () => resolve())));
    const stop = new AbortController();
    const result = prober().probe(httpService(server.url), stop.signal);
    await asked;
    stop.abort();
    expect(told(await result)).toBe('void: the probe was stopped');
  });

  it('is void when the prober closes, and ever after', async () => {
    const { promise: asked, resolve } = Promise.withResolvers<void>();
    const server = await during(serveTcp((socket) => socket.once('data', () => resolve())));
    const probing = prober({ clock: nodeClock });
    const result = probing.probe(httpService(server.url), new AbortController().signal);
    await asked;
    await probing.close();
    expect(told(await result)).toBe('void: the probe was stopped');
    expect(told(await probing.probe(httpService(server.url), new AbortController().signal))).toBe(
      'void: the probe was stopped',
    );
  });

  it('is void when the request cannot be sent as configured, and keeps the header to itself', async () => {
    const server = await during(serveHttp((_request, response) => response.end()));
    const result = await probeOnce(
      httpService(server.url, { headers: { 'x-token': 'secret\r\ninjected: 1' } }),
    );
    expect(told(result)).toBe(
      `void: the request to 127.0.0.1:${server.port} cannot be sent as it is configured; look at its method and headers`,
    );
  });
});
