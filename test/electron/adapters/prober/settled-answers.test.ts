import { expect, it, onTestFinished, vi } from 'vitest';
import { createProber } from '../../../../electron/adapters/prober/create-prober.ts';
import type { Clock } from '../../../../electron/ports.ts';
import { FULL_SHARES } from '../../../../shared/domain/descriptor-shares.ts';
import { serviceIdOf } from '../../../../shared/domain/service.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { serveHttp, serveTcp } from '../../../fixtures/fault-servers.ts';
import type { FaultServer } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, prober, told } from './probe.ts';

const unwanted = new AbortController().signal;

/** A head, and then what comes of a body that has no end. */
function serveStream(type: string, first: string | null, status = 200): Promise<FaultServer> {
  return during(
    serveHttp((_request, response) => {
      response.writeHead(status, { 'content-type': type }).flushHeaders();
      if (first !== null) response.write(first);
    }),
  );
}

it.each([
  ['text/event-stream', null],
  ['text/event-stream', 'event: ping\ndata: {}\n\n'],
  ['application/x-ndjson', '{"status":"ok"}\n'],
  ['multipart/x-mixed-replace; boundary=frame', '--frame\r\n'],
  ['application/grpc-web+proto', null],
])('an endless %s of which only a status is expected is up at its head', async (type, first) => {
  // Its deadline would come after that of this test.
  const server = await serveStream(type, first);
  const result = await probeOnce(httpService(server.url, {}, { timeoutMs: 600_000 }));
  expect(told(result)).toBe('answered 200');
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

it('an endless stream is up as soon as the text that is expected has come, in however many pieces', async () => {
  const server = await during(
    serveHttp((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      const pieces = ['data: "re', 'a', 'dy"\n\n'];
      const next = () => {
        const piece = pieces.shift();
        if (piece !== undefined) response.write(piece, () => setImmediate(next));
      };
      next();
    }),
  );
  const service = httpService(server.url, { expectBody: '"ready"' }, { timeoutMs: 600_000 });
  expect(told(await probeOnce(service))).toBe('answered 200');
});

it.each(['never ends', 'is reset', 'breaks the rules', 'is compressed'])(
  'a status that is not expected is told as such, also when its body %s',
  async (what) => {
    const head =
      'HTTP/1.1 503 Service Unavailable\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n';
    const server = await during(
      serveTcp((socket) =>
        socket.once('data', () => {
          socket.write(what === 'breaks the rules' ? `${head}zz\r\n` : head);
          if (what === 'is reset') setImmediate(() => socket.resetAndDestroy());
          if (what === 'is compressed') socket.end('4\r\nabcd\r\n0\r\n\r\n');
        }),
      ),
    );
    const result = await probeOnce(httpService(server.url, { expectJson: { status: 'ok' } }));
    expect(told(result)).toBe('http-status: answered 503 Service Unavailable');
    expect(result).toMatchObject({ httpStatus: 503, latencyMs: expect.any(Number) });
  },
);

it('what is read as evidence of a wrong status takes no time of the service', async () => {
  const clock = new FakeClock();
  const server = await serveStream('text/plain', 'database', 500);
  let waits = 0;
  const watched: Clock = {
    monotonicNow: () => clock.monotonicNow(),
    wallNow: () => clock.wallNow(),
    uptimeNow: () => clock.uptimeNow(),
    after(ms, act) {
      const cancel = clock.after(ms, act);
      // For evidence, and for nothing else.
      if (ms === 500) {
        waits += 1;
        setImmediate(() => void clock.advance(ms));
      }
      return cancel;
    },
  };
  const result = await probeOnce(httpService(server.url), { clock: watched });
  expect(result).toMatchObject({ outcome: 'failure', httpStatus: 500, latencyMs: 0 });
  expect(waits).toBe(1);
});

it('a connection whose answer was judged at its head is kept once the rest has come', async () => {
  const server = await during(
    serveHttp((_request, response) => {
      response.writeHead(200, { 'content-length': '4' }).flushHeaders();
      setImmediate(() => response.end('fine'));
    }),
  );
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  await vi.waitFor(async () => {
    expect(await probing.probe(kept, unwanted)).toMatchObject({
      outcome: 'response',
      timings: { connectMs: null },
    });
  });
});

it('answers that still come take no more connections than may be kept', async () => {
  const clock = new FakeClock();
  const server = await serveStream('text/event-stream', 'data: 1\n\n');
  const probing = createProber({ clock, version: '1.2.3', shares: { ...FULL_SHARES, kept: 1 } });
  onTestFinished(() => probing.close());
  for (const id of ['a', 'b', 'c']) {
    const kept = httpService(server.url, { reuseConnection: true }, { id: serviceIdOf(id) });
    expect(told(await probing.probe(kept, unwanted))).toBe('answered 200');
  }
  await vi.waitFor(() => expect(server.open()).toBe(1));
});

it('a connection whose answer goes on for ever is closed, at the latest with the prober', async () => {
  const clock = new FakeClock();
  const server = await serveStream('text/event-stream', 'data: 1\n\n');
  const probing = prober({ clock });
  const kept = httpService(server.url, { reuseConnection: true });
  for (const end of [() => clock.advance(1000), () => probing.close()]) {
    expect(told(await probing.probe(kept, unwanted))).toBe('answered 200');
    expect(server.open()).toBe(1);
    await end();
    await vi.waitFor(() => expect(server.open()).toBe(0));
  }
});
