import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '../../../fixtures/certificates.ts';
import { serveBytes, serveHttp, serveHttps, serveTcp, serveTls } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, told } from './probe.ts';

const DAY_MS = 86_400_000;
const authority = makeCertificate({ subject: 'Test Authority' });

async function fileWith(content: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-ca-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'ca.pem');
  await writeFile(file, content);
  return file;
}

function serveWith(wishes: Parameters<typeof makeCertificate>[0]) {
  return during(serveHttps(makeCertificate(wishes), (_request, response) => response.end('fine')));
}

function atNoon(daysFromNow: number): Date {
  const date = new Date(Date.now() + daysFromNow * DAY_MS);
  date.setUTCHours(12, 0, 0, 0);
  return date;
}

it('a trusted certificate is a response, its handshake timed and its expiry noted', async () => {
  const until = atNoon(7);
  const server = await serveWith({ issuer: authority, until });
  const caFile = await fileWith(authority.cert);
  const result = await probeOnce(httpService(server.url, { tls: { verify: true, caFile } }));
  expect(result).toMatchObject({
    outcome: 'response',
    certificateExpiresAt: until.getTime(),
    timings: { connectMs: expect.any(Number), tlsMs: expect.any(Number) },
  });
});

it.each([
  ['the first hop', 5, 900, undefined],
  ['the target', 900, 5, 'localhost'],
])(
  'of all hops the certificate that ends first counts, with its host: that of %s',
  async (_what, first, second, host) => {
    const caFile = await fileWith(authority.cert);
    const goal = await serveWith({ issuer: authority, until: atNoon(second) });
    const start = await during(
      serveHttps(makeCertificate({ issuer: authority, until: atNoon(first) }), (_request, response) =>
        response.writeHead(302, { location: goal.url.replace('127.0.0.1', 'localhost') }).end(),
      ),
    );
    const result = await probeOnce(httpService(start.url, { tls: { verify: true, caFile } }));
    expect(result).toMatchObject({ outcome: 'response', certificateExpiresAt: atNoon(5).getTime() });
    if (result.outcome === 'void') throw new Error(result.message);
    expect(result.certificateHost).toBe(host);
  },
);

it('localhost is verified by its name', async () => {
  const server = await serveWith({ issuer: authority, addresses: [] });
  const caFile = await fileWith(authority.cert);
  const url = server.url.replace('127.0.0.1', 'localhost');
  expect(told(await probeOnce(httpService(url, { tls: { verify: true, caFile } })))).toBe('answered 200');
});

const yesterday = atNoon(-1);
const tomorrow = atNoon(1);
const day = (date: Date) => date.toISOString().slice(0, 10);
it.each([
  ['expired', { issuer: authority, until: yesterday }, `expired on ${day(yesterday)}`],
  [
    'not yet valid',
    { issuer: authority, from: tomorrow },
    `is not valid before ${day(tomorrow)}; is this machine's clock right?`,
  ],
  [
    'for another name',
    { issuer: authority, names: ['shop.example'], addresses: [] },
    'is for DNS:shop.example, not for 127.0.0.1',
  ],
  [
    'self-signed',
    { until: tomorrow },
    `is self-signed; name it in tls.caFile to trust it (it is valid until ${day(tomorrow)})`,
  ],
  [
    'for clients only',
    { issuer: authority, purpose: 'client' as const },
    'is not for servers: its extended key usage lacks serverAuth; make another for servers (INVALID_PURPOSE)',
  ],
  [
    'from a stranger',
    { issuer: makeCertificate({ subject: 'Nobody\u{202e}\u{1b}[31m' }) },
    'is issued by an authority that is not trusted here (CN=Nobody',
  ],
  [
    'without its chain',
    { issuer: makeCertificate({ subject: 'Intermediate' }) },
    'is issued by an authority that is not trusted here (CN=Intermediate), and came without the certificate of that authority: the server has to send its whole chain, or the authority belongs in tls.caFile',
  ],
])('a certificate that is %s', async (_what, wishes, sentence) => {
  const server = await serveWith(wishes);
  const caFile = await fileWith(authority.cert);
  const result = await probeOnce(httpService(server.url, { tls: { verify: true, caFile } }));
  expect(told(result)).toContain(`certificate: the certificate of 127.0.0.1:${server.port} ${sentence}`);
  expect(told(result)).not.toMatch(/[\u{202e}\u{1b}]/u);
  expect(result).toMatchObject({
    outcome: 'failure',
    cause: 'certificate',
    certificateExpiresAt: expect.any(Number),
  });
});

it('nothing is asked of a server that is not trusted', async () => {
  let asked = 0;
  const server = await during(
    serveHttps(makeCertificate(), (_request, response) => response.end(String(++asked))),
  );
  await probeOnce(httpService(server.url, { headers: { authorization: 'Bearer secret' } }));
  expect(asked).toBe(0);
});

it('without verification a bad certificate is accepted, its expiry noted all the same', async () => {
  const server = await serveWith({ until: yesterday });
  const result = await probeOnce(httpService(server.url, { tls: { verify: false, caFile: null } }));
  expect(result).toMatchObject({ outcome: 'response', certificateExpiresAt: yesterday.getTime() });
});

it('a certificate authority file that cannot be used is named', async () => {
  const server = await serveWith({});
  const withFile = async (caFile: string) =>
    told(await probeOnce(httpService(server.url, { tls: { verify: true, caFile } })));
  expect(await withFile('/nowhere/ca.pem')).toBe(
    'tls: the file in tls.caFile (/nowhere/ca.pem) cannot be read (ENOENT)',
  );
  expect(await withFile(await fileWith('not a certificate'))).toMatch(
    /^tls: .* holds no certificate in PEM form$/,
  );
  expect(await withFile('/')).toMatch(/^tls: .* is no ordinary file of at most 1 MiB$/);
  expect(await withFile(await fileWith('a'.repeat(2 ** 21)))).toMatch(
    /^tls: .* is no ordinary file of at most 1 MiB$/,
  );
});

it.each(['TLSv1.2', 'TLSv1.3'] as const)(
  'a client certificate that is wanted is named (%s)',
  async (version) => {
    const identity = { ...makeCertificate(), requestCert: true, rejectUnauthorized: true };
    const versions = { minVersion: version, maxVersion: version };
    const server = await during(
      serveHttps({ ...identity, ...versions }, (_request, response) => response.end()),
    );
    const result = await probeOnce(httpService(server.url, { tls: { verify: false, caFile: null } }));
    expect(told(result)).toBe(
      `tls: 127.0.0.1:${server.port} wants a client certificate, which is not supported here`,
    );
  },
);

it('a handshake that fails before the server has shown itself says nothing of client certificates', async () => {
  const ciphers = { ...makeCertificate(), maxVersion: 'TLSv1.2', ciphers: 'PSK' } as const;
  const server = await during(serveHttps(ciphers, (_request, response) => response.end()));
  const result = await probeOnce(httpService(server.url, { tls: { verify: false, caFile: null } }));
  expect(told(result)).toMatch(
    /^tls: no TLS connection to .*: it takes none of the ciphers, .* let it speak TLS 1\.2 or 1\.3 with ECDHE \(handshake failure\)$/,
  );
});

it.each([['h2'], ['spdy/3', 'h2']])(
  'a server that speaks HTTP/2 only is named (%s)',
  async (...protocols) => {
    const server = await during(
      serveTls({ ...makeCertificate(), ALPNProtocols: protocols }, (socket) => socket.end()),
    );
    const result = await probeOnce(httpService(server.url, { tls: { verify: false, caFile: null } }));
    expect(told(result)).toBe(
      `tls: 127.0.0.1:${server.port} does not speak HTTP/1.1 over TLS, perhaps HTTP/2 only, which is not probed here`,
    );
  },
);

it('a server that speaks only what is too old is named', async () => {
  const old = { ...makeCertificate(), minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;
  const server = await during(
    serveHttps({ ...old, ciphers: 'DEFAULT@SECLEVEL=0' }, (_request, response) => response.end()),
  );
  const result = await probeOnce(httpService(server.url, { tls: { verify: false, caFile: null } }));
  expect(told(result)).toMatch(/it speaks only versions of TLS before 1\.2, which are not safe; .* \(.+\)$/);
});

it('plain http on the port', async () => {
  const server = await during(serveHttp((_request, response) => response.end()));
  expect(told(await probeOnce(httpService(server.url.replace('http', 'https'))))).toBe(
    `tls: 127.0.0.1:${server.port} answered without TLS; is it http?`,
  );
});

it('noise instead of a handshake', async () => {
  const server = await during(serveBytes('220 mail.example ESMTP\r\n'));
  expect(await probeOnce(httpService(server.url.replace('http', 'https')))).toMatchObject({ cause: 'tls' });
});

it('a connection that closes during the handshake', async () => {
  const server = await during(serveTcp((socket) => socket.once('data', () => socket.destroy())));
  expect(told(await probeOnce(httpService(server.url.replace('http', 'https'))))).toBe(
    `tls: no TLS connection to 127.0.0.1:${server.port}: it closed the connection during the handshake`,
  );
});

it('a handshake that hangs', async () => {
  const server = await during(serveTcp(() => {}));
  const result = await probeOnce(httpService(server.url.replace('http', 'https'), {}, { timeoutMs: 300 }));
  expect(told(result)).toBe('timeout: connected, but no TLS handshake within 300 ms');
});
