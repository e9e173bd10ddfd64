import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { makeCertificate } from '../../../fixtures/certificates.ts';
import { freePort, serveBytes, serveHttp, serveHttps, serveTcp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, prober, tcpService, told } from './probe.ts';

const unwanted = new AbortController().signal;

/** Handles of sockets and pending connections of this process. */
function openHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) => /TCPSocketWrap|TCPConnectWrap|TLSWrap|GetAddrInfo/.test(kind));
}

it('each probe has a fresh connection, and it is closed', async () => {
  const server = await during(serveHttp((_request, response) => response.end('fine')));
  const probing = prober();
  for (let round = 0; round < 3; round++) await probing.probe(httpService(server.url), unwanted);
  await vi.waitFor(() => expect(server.open()).toBe(0));
  expect(server.accepted()).toBe(3);
});

it('a service that wants its connection kept uses one, with nothing to connect on the second probe', async () => {
  const server = await during(serveHttp((_request, response) => response.end('fine')));
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  expect(told(await probing.probe(kept, unwanted))).toBe('answered 200');
  expect(await probing.probe(kept, unwanted)).toMatchObject({
    outcome: 'response',
    timings: { connectMs: null, firstByteMs: expect.any(Number), transferMs: expect.any(Number) },
  });
  expect([server.accepted(), server.open()]).toEqual([1, 1]);
  await probing.close();
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

it('a kept connection still tells when its certificate expires', async () => {
  const identity = makeCertificate();
  const server = await during(serveHttps(identity, (_request, response) => response.end('fine')));
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true, tls: { verify: false, caFile: null } });
  const first = await probing.probe(kept, unwanted);
  const second = await probing.probe(kept, unwanted);
  const expiries = [first, second].map(
    (result) => result.outcome === 'response' && result.certificateExpiresAt,
  );
  expect(expiries).toEqual([expect.any(Number), expiries[0]]);
  expect(server.accepted()).toBe(1);
});

it('a kept connection that the server closed is replaced, and the service is up', async () => {
  let requests = 0;
  const server = await during(
    serveHttp((request, response) => {
      requests += 1;
      // Lets the second request run into the end of the connection.
      if (requests === 2) request.socket.destroy();
      else response.end('fine');
    }),
  );
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  await probing.probe(kept, unwanted);
  expect(told(await probing.probe(kept, unwanted))).toBe('answered 200');
  expect([requests, server.accepted()]).toEqual([3, 2]);
});

it('a kept connection that ends as the next probe begins is replaced, and the service is up', async () => {
  // Not in this thread: what may go wrong there leaves no timer a turn, not even that of a test.
  const kept = httpService('http://127.0.0.1', { reuseConnection: true });
  const thread = new Worker(new URL('./ended-connection.ts', import.meta.url), { workerData: kept });
  try {
    const [seen] = await once(thread, 'message', { signal: AbortSignal.timeout(15_000) });
    expect(seen).toEqual({ outcome: 'response', accepted: 2 });
  } finally {
    await thread.terminate();
  }
});

it('a probe that is not wanted before it starts touches no connection', async () => {
  const server = await during(serveHttp((_request, response) => response.end('fine')));
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  const rounds = [unwanted, AbortSignal.abort(), unwanted];
  const results = [];
  for (const signal of rounds) results.push(told(await probing.probe(kept, signal)));
  expect(results).toEqual(['answered 200', 'void: the probe was stopped', 'answered 200']);
  expect(server.accepted()).toBe(1);
  await probing.close();
  expect(told(await probing.probe(kept, unwanted))).toBe('void: the probe was stopped');
  expect(server.accepted()).toBe(1);
});

it('two probes at once of one service do not share a connection, and one of the two is kept', async () => {
  const server = await during(serveHttp((_request, response) => response.end('fine')));
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  await Promise.all([probing.probe(kept, unwanted), probing.probe(kept, unwanted)]);
  await vi.waitFor(() => expect(server.open()).toBe(1));
  expect(server.accepted()).toBe(2);
});

it('a connection is not kept after a body that was not read to its end', async () => {
  const server = await during(serveHttp((_request, response) => response.end('a'.repeat(200_000))));
  await prober().probe(httpService(server.url, { reuseConnection: true }), unwanted);
  await vi.waitFor(() => expect(server.open()).toBe(0));
});

it('a port that accepts is up, whatever it does then', async () => {
  const servers = await Promise.all([
    during(serveTcp(() => {})),
    during(serveTcp((socket) => socket.resetAndDestroy())),
    during(serveTcp((socket) => socket.end('220 welcome\r\n'))),
  ]);
  const probing = prober();
  for (const { port } of servers) {
    const result = await probing.probe(tcpService('127.0.0.1', port), unwanted);
    expect(result).toMatchObject({
      outcome: 'response',
      httpStatus: null,
      timings: { connectMs: expect.any(Number) },
    });
  }
  for (const server of servers) await vi.waitFor(() => expect(server.open()).toBe(0));
});

it('three hundred probes of every fault leave no socket and no handle behind', async () => {
  const servers = await Promise.all([
    during(serveHttp((_request, response) => response.end('fine'))),
    during(serveHttp((_request, response) => response.end('a'.repeat(300_000)))),
    during(serveHttp((_request, response) => response.writeHead(302, { location: '/again' }).end())),
    during(serveHttp((_request, response) => response.writeHead(503).end())),
    during(serveBytes('220 mail.example ESMTP\r\n')),
    during(serveTcp((socket) => socket.resetAndDestroy())),
    during(serveTcp(() => {})),
    during(serveHttps(makeCertificate(), (_request, response) => response.end())),
  ]);
  const refused = `http://127.0.0.1:${await freePort()}/`;
  const probing = prober();
  const urls = [...servers.flatMap(({ url }) => [url, url.replace(/^http:/, 'https:')]), refused];
  const targets = urls.flatMap((url) => [
    httpService(url, {}, { timeoutMs: 500 }),
    httpService(url, { reuseConnection: true, tls: { verify: false, caFile: null } }, { timeoutMs: 500 }),
  ]);
  const outcomes = new Set<string>();
  for (let probed = 0; probed < 300;) {
    const turn = targets.slice(0, 300 - probed);
    for (const result of await Promise.all(turn.map((target) => probing.probe(target, unwanted)))) {
      outcomes.add(told(result).replace(/:.*/, ''));
    }
    probed += turn.length;
  }
  // On a busy machine some are void, in which this process could not run.
  outcomes.delete('void');
  expect([...outcomes].sort()).toEqual(
    [
      'answered 200',
      'certificate',
      'http-status',
      'protocol',
      'redirect',
      'refused',
      'reset',
      'timeout',
      'tls',
    ].sort(),
  );
  await probing.close();
  for (const server of servers) await vi.waitFor(() => expect(server.open()).toBe(0));
  await vi.waitFor(() => expect(openHandles()).toEqual([]));
});

it('a kept connection has a greatest age, so that a name that moved is seen', async () => {
  const clock = new FakeClock();
  const names = { 'moving.test': ['127.0.0.1'] };
  const old = await during(serveHttp((_request, response) => response.end('old')));
  const fresh = await during(serveHttp((_request, response) => response.end('new'), '127.0.0.2', old.port));
  const probing = prober({ clock, names });
  const kept = httpService(
    `http://moving.test:${old.port}/`,
    { reuseConnection: true },
    { intervalMs: 3_600_000 },
  );
  await probing.probe(kept, unwanted);
  names['moving.test'] = ['127.0.0.2'];
  await clock.advance(299_000);
  await probing.probe(kept, unwanted);
  expect([old.accepted(), fresh.accepted()]).toEqual([1, 0]);
  await clock.advance(1000);
  await probing.probe(kept, unwanted);
  expect([old.accepted(), fresh.accepted()]).toEqual([1, 1]);
});

it('a kept connection ends with its certificate', async () => {
  const clock = new FakeClock(Date.now());
  const identity = makeCertificate({ until: new Date(Date.now() + 60_000) });
  const server = await during(serveHttps(identity, (_request, response) => response.end('fine')));
  const probing = prober({ clock });
  const kept = httpService(
    server.url,
    { reuseConnection: true, tls: { verify: false, caFile: null } },
    { intervalMs: 3_600_000 },
  );
  for (const pause of [0, 30_000, 31_000]) {
    await clock.advance(pause);
    await probing.probe(kept, unwanted);
  }
  expect(server.accepted()).toBe(2);
});

it('a kept connection whose other end has vanished costs the service nothing', async () => {
  const clock = new FakeClock();
  const { promise: unanswered, resolve } = Promise.withResolvers<void>();
  let requests = 0;
  const server = await during(
    serveHttp((_request, response) => {
      requests += 1;
      // Silence is what a peer that is gone without a FIN looks like.
      if (requests === 2) resolve();
      else response.end('fine');
    }),
  );
  const probing = prober({ clock });
  const kept = httpService(server.url, { reuseConnection: true }, { timeoutMs: 9000 });
  await probing.probe(kept, unwanted);
  const second = probing.probe(kept, unwanted);
  await unanswered;
  await clock.advance(4500);
  expect(await second).toMatchObject({ outcome: 'response', latencyMs: 0 });
  expect([requests, server.accepted()]).toEqual([3, 2]);
});

it('a kept connection takes nothing of the time that a slow service has', async () => {
  const clock = new FakeClock();
  const asked = [1, 2, 3].map(() => Promise.withResolvers<() => void>());
  let requests = 0;
  const server = await during(
    serveHttp((_request, response) => {
      asked[requests]?.resolve(() => response.end('fine'));
      requests += 1;
    }),
  );
  const probing = prober({ clock });
  const kept = httpService(server.url, { reuseConnection: true }, { timeoutMs: 9000 });
  const first = probing.probe(kept, unwanted);
  (await asked[0]?.promise)?.();
  await first;
  const second = probing.probe(kept, unwanted);
  await asked[1]?.promise;
  await clock.advance(4500);
  const answer = await asked[2]?.promise;
  await clock.advance(8500);
  answer?.();
  expect(await second).toMatchObject({ outcome: 'response', latencyMs: 8500 });
});

it('the rest of an earlier answer on a kept connection is not taken for the next one', async () => {
  const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
  const server = await during(
    serveTcp((socket) => {
      let requests = 0;
      socket.on('data', () => {
        requests += 1;
        socket.write(requests === 1 ? answer : `of the one before${answer}`);
      });
    }),
  );
  const probing = prober();
  const kept = httpService(server.url, { reuseConnection: true });
  const results = [await probing.probe(kept, unwanted), await probing.probe(kept, unwanted)];
  expect(results.map(told)).toEqual(['answered 200', 'answered 200']);
  expect(server.accepted()).toBe(2);
});
