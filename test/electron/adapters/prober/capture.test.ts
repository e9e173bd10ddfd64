import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ExchangeContent } from '../../../../shared/domain/exchange.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { makeCertificate } from '../../../fixtures/certificates.ts';
import { freePort, serveBytes, serveHttp, serveHttps, serveTcp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, prober, tcpService } from './probe.ts';

/** What there is to show of a probe that was not void. */
function shown(result: Awaited<ReturnType<typeof probeOnce>>): ExchangeContent {
  if (result.outcome === 'void') throw new Error(result.message);
  return result.exchange();
}

describe('what is kept of a probe', () => {
  it('is the answer with its headers and body, whatever its status', async () => {
    const server = await during(
      serveHttp((_request, response) => {
        response.sendDate = false;
        response.writeHead(503, { 'content-type': 'application/json', 'retry-after': '30' });
        response.end('{"status":"down",\r\n"db":"unreachable"}');
      }),
    );
    const service = httpService(`${server.url}/health`, {}, { address: 'http://localhost/as-written' });
    expect(shown(await probeOnce(service))).toEqual({
      requests: [{ method: 'GET', url: 'http://localhost/as-written', headers: [] }],
      peer: `127.0.0.1:${server.port}`,
      attempts: [],
      endedIn: null,
      headers: [
        ['content-type', 'application/json'],
        ['retry-after', '30'],
        ['connection', 'keep-alive'],
        ['keep-alive', 'timeout=60'],
        ['transfer-encoding', 'chunked'],
      ],
      headersLeftOut: 0,
      body: { text: '{"status":"down",\n"db":"unreachable"}', cut: false, compression: null },
    });
  });

  it('is each address that was tried, when none accepts', async () => {
    const port = await freePort();
    const service = httpService(`http://two.test:${port}/`);
    const names = { 'two.test': ['127.0.0.1', '127.0.0.2'] };
    expect(shown(await probeOnce(service, { names }))).toMatchObject({
      peer: null,
      attempts: [
        { address: `127.0.0.1:${port}`, error: 'ECONNREFUSED' },
        { address: `127.0.0.2:${port}`, error: 'ECONNREFUSED' },
      ],
      endedIn: 'connect',
      headers: [],
      body: null,
    });
  });

  it('is how far it came: no name, no answer, a reset, half a body', async () => {
    expect(shown(await probeOnce(httpService('http://gone.test/'), { names: {} }))).toMatchObject({
      peer: null,
      endedIn: 'lookup',
    });

    const clock = new FakeClock();
    const silent = await during(serveTcp((socket) => socket.once('data', () => void clock.advance(10_000))));
    expect(shown(await probeOnce(httpService(silent.url), { clock }))).toMatchObject({
      peer: `127.0.0.1:${silent.port}`,
      endedIn: 'answer',
      body: null,
    });

    const resetting = await during(serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy())));
    expect(shown(await probeOnce(httpService(resetting.url)))).toMatchObject({
      endedIn: 'answer',
      body: null,
    });

    const short = await during(serveBytes('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nhalf of'));
    expect(shown(await probeOnce(httpService(short.url, { expectBody: 'whole' })))).toMatchObject({
      endedIn: 'body',
      headers: [['content-length', '99']],
      body: { text: 'half of', cut: false },
    });
  });

  it('is the beginning of what is no HTTP', async () => {
    const server = await during(serveBytes('SSH-2.0-OpenSSH_9.6\r\n'));
    expect(shown(await probeOnce(httpService(server.url)))).toMatchObject({
      headers: [],
      body: { text: 'SSH-2.0-OpenSSH_9.6\n', cut: false },
    });
  });

  it('is the handshake at which TLS ended', async () => {
    const { cert, key } = makeCertificate();
    const server = await during(serveHttps({ cert, key }, (_request, response) => response.end()));
    expect(shown(await probeOnce(httpService(server.url)))).toMatchObject({
      peer: `127.0.0.1:${server.port}`,
      endedIn: 'tls',
      body: null,
    });
  });

  it('is every request of a redirect, and the answer to the last', async () => {
    const server = await during(
      serveHttp((request, response) => {
        if (request.url === '/') response.writeHead(302, { location: '/login?token=hunter2' }).end('moved');
        else response.end('here');
      }),
    );
    const settings = { headers: { Authorization: 'Bearer hunter2', 'X-Team': 'blue' } };
    const { requests, body } = shown(await probeOnce(httpService(`${server.url}/`, settings)));
    const headers = [
      ['Authorization', '***'],
      ['X-Team', 'blue'],
    ];
    expect(requests).toEqual([
      { method: 'GET', url: '127.0.0.1:8000', headers },
      { method: 'GET', url: `${server.url}/login?token=***`, headers },
    ]);
    expect(body?.text).toBe('here');
  });

  it('is for TCP the address alone', async () => {
    const server = await during(serveTcp(() => {}));
    expect(shown(await probeOnce(tcpService('127.0.0.1', server.port)))).toMatchObject({
      requests: [],
      peer: `127.0.0.1:${server.port}`,
      headers: [],
      body: null,
    });
  });

  it('is the kept connection on the second probe, too', async () => {
    const server = await during(serveHttp((_request, response) => response.end('again')));
    const tester = prober();
    const service = httpService(server.url, { reuseConnection: true });
    for (const _ of [1, 2]) {
      const content = shown(await tester.probe(service, new AbortController().signal));
      expect(content).toMatchObject({ peer: `127.0.0.1:${server.port}`, body: { text: 'again' } });
    }
    expect(server.accepted()).toBe(1);
  });

  it('is read as the answer says: a charset, a compression', async () => {
    const answers = [
      { type: 'text/plain; charset=latin1', encoding: 'identity', body: Buffer.from([0xfc]) },
      { type: 'text/plain', encoding: 'gzip', body: gzipSync('hidden from view') },
    ];
    const server = await during(
      serveHttp((_request, response) => {
        const answer = answers.shift();
        response.writeHead(200, { 'content-type': answer?.type, 'content-encoding': answer?.encoding });
        response.end(answer?.body);
      }),
    );
    expect(shown(await probeOnce(httpService(server.url))).body?.text).toBe('ü');
    expect(shown(await probeOnce(httpService(server.url))).body).toEqual({
      text: '',
      cut: false,
      compression: 'gzip',
    });
  });
});

it('stays small, however much is sent', async () => {
  const server = await during(
    serveHttp((_request, response) => {
      for (let index = 0; index < 200; index++) response.setHeader(`x-${index}`, 'y'.repeat(60));
      response.writeHead(500, { 'content-length': String(2 ** 30) });
      const piece = Buffer.alloc(256 * 1024, 'z');
      const send = () => {
        while (!response.destroyed && response.write(piece));
      };
      response.on('drain', send);
      send();
    }),
  );
  const content = shown(await probeOnce(httpService(server.url)));
  expect(content.body).toEqual({ text: 'z'.repeat(4096), cut: true, compression: null });
  expect(content.headers).toHaveLength(64);
  expect(content.headersLeftOut).toBeGreaterThan(136);
  expect(JSON.stringify(content).length).toBeLessThan(16_384);
});

it('never holds a secret that is planted anywhere in it', async () => {
  const answers: { readonly headers: Record<string, string>; readonly body: string }[] = [];
  const server = await during(
    serveHttp((_request, response) => {
      const answer = answers.shift();
      response.writeHead(503, answer?.headers);
      response.end(answer?.body);
    }),
  );
  const secret = fc.stringMatching(/^[A-Za-z0-9]{4}[A-Za-z0-9 "{}<>|^`'/+%-]{0,20}[A-Za-z0-9]{4}$/);
  const place = fc.constantFrom(
    (text: string) => ({ body: `it is ${text}, is it not` }),
    (text: string) => ({ body: JSON.stringify({ deep: [{ told: `x${text}y` }] }) }),
    (text: string) => ({ body: `a=1&b=${encodeURIComponent(text)}` }),
    (text: string) => ({ body: `${'z'.repeat(4096 - 6)}${text}` }),
    (text: string) => ({ headers: { 'x-told': `x${text}y` } }),
    (text: string) => ({ headers: { location: `http://x/${encodeURIComponent(text)}` } }),
    (text: string) => ({
      headers: { 'www-authenticate': `Digest realm="a", nonce="${encodeURIComponent(text)}"` },
    }),
  );
  const tester = prober();
  await fc.assert(
    fc.asyncProperty(
      secret,
      place,
      fc.constantFrom('reference', 'header', 'query', 'path'),
      async (text, put, from) => {
        answers.push({ headers: {}, body: '', ...put(text) });
        const written = encodeURIComponent(text);
        const url = from === 'query' ? `/?token=${written}` : from === 'path' ? `/${written}/health` : '/';
        const service = httpService(
          `${server.url}${url}`,
          { headers: from === 'header' ? { 'X-Token': text } : {}, followRedirects: 0 },
          { secrets: ['reference', 'path'].includes(from) ? [text] : [], address: 'http://localhost/' },
        );
        const content = shown(await tester.probe(service, new AbortController().signal));
        const told = JSON.stringify(content);
        expect(told).not.toContain(text);
        expect(told).not.toContain(JSON.stringify(text).slice(1, -1));
        expect(decodeURIComponent(told.replaceAll(/%(?![\dA-F]{2})/gi, ''))).not.toContain(text);
        // Nor most of it, where the body is cut.
        expect(content.body?.text ?? '').not.toContain(text.slice(0, 6));
      },
    ),
    { numRuns: 60 },
  );
});
