import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { connectFault } from '../../../../electron/adapters/prober/connect-fault.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';
import { freePort, serveHttp, serveTcp } from '../../../fixtures/fault-servers.ts';
import { during, failure, httpService, probeOnce, prober, tcpService, told } from './probe.ts';

const unwanted = new AbortController().signal;

describe('localhost', () => {
  it('is tried on both families, and the sentence says which refused', async () => {
    const port = await freePort();
    // Where the machine has no IPv6 at all, only the other address can refuse.
    expect(told(await probeOnce(httpService(`http://localhost:${port}/`)))).toMatch(
      new RegExp(`^refused: nothing is listening on 127\\.0\\.0\\.1:${port}( or \\[::1\\]:${port})?$`),
    );
  });

  it('is up when only IPv4 listens', async () => {
    const server = await during(serveHttp((_request, response) => response.end()));
    expect(told(await probeOnce(httpService(`http://localhost:${server.port}/`)))).toBe('answered 200');
  });

  it('is up when only IPv6 listens', async ({ skip }) => {
    const server = await serveHttp((_request, response) => response.end(), '::1').catch(() => null);
    if (server === null) return skip('this machine has no IPv6 loopback');
    try {
      expect(told(await probeOnce(httpService(`http://localhost:${server.port}/`)))).toBe('answered 200');
      expect(told(await probeOnce(httpService(`http://[::1]:${server.port}/`)))).toBe('answered 200');
    } finally {
      await server.close();
    }
    expect(told(await probeOnce(httpService(`http://[::1]:${server.port}/`)))).toBe(
      `refused: nothing is listening on [::1]:${server.port}`,
    );
  });

  it('needs no lookup', async () => {
    const port = await freePort();
    const result = await probeOnce(tcpService('api.localhost', port), { names: {} });
    expect(result).toMatchObject({ cause: 'refused', timings: { dnsMs: null } });
  });
});

describe('a name', () => {
  it('that does not exist', async () => {
    const result = await probeOnce(httpService('http://gone.example/'), { names: {} });
    expect(told(result)).toBe('name-not-found: the name gone.example does not exist');
  });

  it('that the system cannot find either', async () => {
    const result = await probeOnce(tcpService('no-such-host.invalid', 80));
    expect(result).toMatchObject({ outcome: 'failure' });
    expect(['name-not-found', 'dns']).toContain(result.outcome === 'failure' && result.cause);
  });

  it.each([
    ['EAI_AGAIN', 'dns: the name server gave no answer for api.example'],
    ['EAI_FAIL', 'dns: the name api.example could not be looked up (EAI_FAIL)'],
    ['EAI_MEMORY', 'void: this machine is short of resources (EAI_MEMORY)'],
    ['EMFILE', 'void: this machine is short of resources (EMFILE)'],
  ])('whose lookup fails with %s', async (code, expected) => {
    const lookup = () => Promise.reject(failure(code));
    expect(told(await probeOnce(httpService('http://api.example/'), { lookup }))).toBe(expected);
  });

  it('whose lookup hangs: the deadline holds, and the lookup is joined, not repeated', async () => {
    const clock = new FakeClock();
    const asked: string[] = [];
    vi.stubEnv('UV_THREADPOOL_SIZE', '8');
    onTestFinished(() => void vi.unstubAllEnvs());
    const hanging = prober({
      clock,
      lookup: (host) => {
        asked.push(host);
        return new Promise<never>(() => {});
      },
    });
    const results = ['http://slow.example/', 'http://slow.example/', 'http://other.example/'].map((url) =>
      hanging.probe(httpService(url), unwanted),
    );
    await clock.advance(10_000);
    const sentences = (await Promise.all(results)).map(told);
    const slow = 'dns: no address for the name slow.example within 10 s, with 1 more lookups under way';
    expect(sentences).toEqual([slow, slow, slow.replace('slow.', 'other.')]);
    expect(asked).toEqual(['slow.example', 'other.example']);
  });

  it.each([
    ['::', '::'],
    ['0.0.0.0', '0.0.0.0'],
    ['::ffff:0.0.0.0', '::ffff:0.0.0.0'],
    ['0:0:0:0:0:0:0:0', '0:0:0:0:0:0:0:0'],
    ['0.0.0.0 and ::', '0.0.0.0', '::'],
  ])('that resolves to %s is nobody, whatever listens on this machine', async (found, ...addresses) => {
    const server = await during(serveHttp((_request, response) => response.end()));
    const names = { 'blocked.example': addresses };
    const result = await probeOnce(httpService(`http://blocked.example:${server.port}/`), { names });
    expect(told(result)).toBe(`name-not-found: blocked.example resolves to ${found}, which is nobody`);
  });

  it('that resolves to somebody, too, is asked there only', async () => {
    const port = await freePort();
    const names = { 'half.example': ['0.0.0.0', '127.0.0.2'] };
    expect(told(await probeOnce(tcpService('half.example', port), { names }))).toBe(
      `refused: nothing is listening on half.example:${port} (127.0.0.2)`,
    );
  });

  it('is looked up again for the next probe, and the time that takes is told apart', async () => {
    const clock = new FakeClock();
    const server = await during(serveHttp((_request, response) => response.end()));
    let lookups = 0;
    const probing = prober({
      clock,
      async lookup() {
        lookups += 1;
        await clock.advance(40);
        return ['127.0.0.1'];
      },
    });
    const target = httpService(`http://api.example:${server.port}/`);
    expect(await probing.probe(target, unwanted)).toMatchObject({ latencyMs: 40, timings: { dnsMs: 40 } });
    await probing.probe(target, unwanted);
    expect(lookups).toBe(2);
  });

  it('is up through its second address when the first refuses', async () => {
    const server = await during(serveTcp(() => {}, '127.0.0.1'));
    const names = { 'dual.example': ['127.0.0.2', '127.0.0.1'] };
    expect(told(await probeOnce(tcpService('dual.example', server.port), { names }))).toBe('answered');
  });

  it('is up through IPv4 when IPv6 is dead, whether it fails at once or never', async () => {
    const server = await during(serveTcp(() => {}, '127.0.0.1'));
    // The discard prefix (RFC 6666), on which nobody answers.
    const names = { 'dual.example': ['100::1', '127.0.0.1'] };
    expect(
      told(await probeOnce(tcpService('dual.example', server.port, { timeoutMs: 1000 }), { names })),
    ).toBe('answered');
  });

  it('whose addresses all refuse is told with them', async () => {
    const port = await freePort();
    const names = { 'dual.example': ['127.0.0.1', '127.0.0.2'] };
    expect(told(await probeOnce(tcpService('dual.example', port), { names }))).toBe(
      `refused: nothing is listening on dual.example:${port} (127.0.0.1 or 127.0.0.2)`,
    );
  });
});

describe('the fault of several attempts', () => {
  const target = { host: 'api.example', port: 443, addresses: ['192.0.2.1', '2001:db8::1'] };
  const both = (first: string, second: string) => {
    const attempts = [first, second].map((code, index) => ({
      address: target.addresses[index] ?? '',
      error: failure(code),
    }));
    const fault = connectFault(target, attempts, (address) => !address.includes(':'));
    return `${fault.verdict}: ${fault.message}`;
  };
  it.each([
    ['ECONNREFUSED', 'ENETUNREACH', 'refused: nothing is listening on api.example:443 (192.0.2.1)'],
    ['ENETUNREACH', 'ECONNREFUSED', 'refused: nothing is listening on api.example:443 (2001:db8::1)'],
    [
      'ENETUNREACH',
      'ENETUNREACH',
      'network: this machine has no way to api.example:443 (192.0.2.1 or 2001:db8::1) (ENETUNREACH)',
    ],
    [
      'EHOSTUNREACH',
      'ENETUNREACH',
      'unreachable: api.example:443 (192.0.2.1) cannot be reached (EHOSTUNREACH)',
    ],
    [
      'ETIMEDOUT',
      'EADDRNOTAVAIL',
      'timeout: no connection to api.example:443 (192.0.2.1) before the system gave up',
    ],
    ['ECONNRESET', 'EACCES', 'reset: api.example:443 (192.0.2.1) closed the connection before it answered'],
    ['EMFILE', 'ECONNREFUSED', 'void: this machine is short of resources (EMFILE)'],
    ['EADDRNOTAVAIL', 'EADDRNOTAVAIL', 'void: this machine has no free port to connect from'],
    ['EADDRNOTAVAIL', 'ECONNREFUSED', 'void: this machine has no free port to connect from'],
    ['ECONNREFUSED', 'EADDRNOTAVAIL', 'refused: nothing is listening on api.example:443 (192.0.2.1)'],
    [
      'ENETUNREACH',
      'EADDRNOTAVAIL',
      'network: this machine has no way to api.example:443 (192.0.2.1 or 2001:db8::1) (ENETUNREACH)',
    ],
    ['ENFILE', 'ENOMEM', 'void: this machine is short of resources (ENFILE)'],
    ['ESOMETHING', 'ENETUNREACH', 'unreachable: api.example:443 (192.0.2.1) cannot be reached (ESOMETHING)'],
  ])('%s and %s', (first, second, expected) => {
    expect(both(first, second)).toBe(expected);
  });

  it.each([
    ['darwin', '192.168.1.20', 'EHOSTUNREACH', true],
    ['darwin', 'fd00::20', 'EHOSTUNREACH', true],
    ['darwin', '192.0.2.1', 'EHOSTUNREACH', false],
    ['darwin', '192.168.1.20', 'EHOSTDOWN', false],
    ['linux', '192.168.1.20', 'EHOSTUNREACH', false],
  ] as const)('on %s asks of %s with %s for the grant of macOS: %s', (platform, address, code, asks) => {
    const attempts = [{ address, error: failure(code) }];
    const { message } = connectFault({ ...target, addresses: [address] }, attempts, () => true, platform);
    expect(message.includes('allowed into the local network')).toBe(asks);
  });
});
