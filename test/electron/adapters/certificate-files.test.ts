import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';

const DAY_MS = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY_MS);
const day = (date: Date) => date.toISOString().slice(0, 10);

describe('a certificate that cannot be used', () => {
  it.each<[string, (folder: CertificateFolder) => void, string]>([
    [
      'is not there',
      ({ files }) => rmSync(files.certificate),
      'the file CERT of server.tls.certificate cannot be read: it does not exist',
    ],
    [
      'has no key',
      ({ files }) => rmSync(files.key),
      'the file KEY of server.tls.key cannot be read: it does not exist',
    ],
    [
      'is a folder',
      ({ files }) => {
        rmSync(files.key);
        mkdirSync(files.key);
      },
      'the file KEY of server.tls.key cannot be read: it is a folder, not a file',
    ],
    [
      'is too long',
      ({ files }) => writeFileSync(files.certificate, 'x'.repeat(1024 * 1024 + 1)),
      'the file CERT of server.tls.certificate cannot be read: it has 1048577 bytes, and 1048576 is the most that is read',
    ],
    [
      'is something else',
      ({ files }) => writeFileSync(files.certificate, 'hello'),
      'CERT holds no certificate in PEM form; server.tls.certificate names a file that begins with "-----BEGIN CERTIFICATE-----"',
    ],
    [
      'has a key that is damaged',
      ({ files }) =>
        writeFileSync(files.key, '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMG\n-----END PRIVATE KEY-----\n'),
      'the key KEY is damaged, or of a form or kind that is not read here (the desktop\'s TLS reads less than that of the command line); write it anew with "openssl pkey -in KEY -out NEW-KEY", or make an RSA or P-256 key and a certificate for it',
    ],
    [
      'has something else for a key',
      ({ files }) => writeFileSync(files.key, makeCertificate().cert),
      'KEY holds no private key in PEM form; server.tls.key names a file that begins with "-----BEGIN PRIVATE KEY-----"',
    ],
    [
      'has a key with a passphrase',
      ({ files }) => {
        const protection = { cipher: 'aes-256-cbc', passphrase: 'secret' };
        const key = makeCertificate().privateKey.export({ type: 'pkcs8', format: 'pem', ...protection });
        writeFileSync(files.key, key);
      },
      'the key KEY has a passphrase, and nobody is there to type it; write one without: openssl pkey -in KEY -out NEW-KEY',
    ],
    [
      'has the key of another',
      ({ files }) => writeFileSync(files.key, makeCertificate().key),
      'the key KEY does not belong to the certificate CERT; name two files that were made together',
    ],
    [
      'has expired',
      (folder) => folder.write(makeCertificate({ until: inDays(-1) })),
      `the certificate CERT expired on ${day(inDays(-1))}; renew it`,
    ],
    [
      'is not valid yet',
      (folder) => folder.write(makeCertificate({ from: inDays(2) })),
      `the certificate CERT is not valid before ${day(inDays(2))}; is this machine's clock right?`,
    ],
  ])('%s', (_, spoil, message) => {
    const folder = new CertificateFolder();
    spoil(folder);
    const { certificate, key } = folder.files;
    const error = message
      .replaceAll(/CERT\b(?!IFICATE)/g, certificate)
      .replaceAll(/(?<!-|-in )\bKEY\b(?!-)/g, key);
    expect(folder.open()).toEqual({ ok: false, error });
  });
});

describe('a certificate in use', () => {
  it('gives way to the one that takes its place', async () => {
    const folder = new CertificateFolder();
    const source = folder.source();
    const shown: string[] = [];
    onTestFinished(source.watch(({ certificate }) => void shown.push(certificate)));
    const next = makeCertificate({ names: ['monitor.lan'] });
    folder.write(next);
    await folder.clock.advance(3000);
    expect([...new Set(shown)]).toEqual([next.cert]);
    expect(source.current()).toMatchObject({ certificate: next.cert, key: next.key });
    expect([source.current().certifies('monitor.lan'), source.current().certifies('localhost')]).toEqual([
      true,
      false,
    ]);
  });

  it('stays when what takes its place is of no use, and a notice says so until that is mended', async () => {
    const pair = makeCertificate();
    const folder = new CertificateFolder(pair);
    const source = folder.source();
    const shown: string[] = [];
    onTestFinished(source.watch(({ certificate }) => void shown.push(certificate)));
    const next = makeCertificate();
    folder.replace(folder.files.key, next.key);
    await folder.clock.advance(3000);
    expect(folder.notices.get('certificate')).toBe(
      `error: the key ${folder.files.key} does not belong to the certificate ${folder.files.certificate}; name two files that were made together. The page goes on with the one before.`,
    );
    expect([shown, source.current().certificate]).toEqual([[], pair.cert]);
    folder.replace(folder.files.certificate, next.cert);
    await folder.clock.advance(3000);
    expect([[...folder.notices], source.current().certificate]).toEqual([[], next.cert]);
  });

  it('is told of two weeks before its end, and after it', async () => {
    const until = inDays(15);
    const folder = new CertificateFolder(makeCertificate({ until }));
    onTestFinished(folder.source().watch(() => undefined));
    expect([...folder.notices]).toEqual([]);
    await folder.clock.advance(1.5 * DAY_MS);
    expect(folder.notices.get('certificate')).toMatch(
      /^warning: The certificate .*cert\.pem expires on [-\d]+; renew it\.$/,
    );
    await folder.clock.advance(14 * DAY_MS);
    expect(folder.notices.get('certificate')).toBe(
      `warning: The certificate ${folder.files.certificate} expired on ${day(until)}; renew it.`,
    );
  });

  it('is told of when it is not for a name of this machine', () => {
    const folder = new CertificateFolder(
      makeCertificate({ names: ['*.example.org'], addresses: ['10.0.0.5'] }),
    );
    const stop = folder.source(['monitor.example.org', '10.0.0.5', 'other.example']).watch(() => undefined);
    expect(folder.notices.get('certificate')).toBe(
      `warning: The certificate ${folder.files.certificate} is not for other.example: browsers will warn there.`,
    );
    stop();
    expect([[...folder.notices], folder.clock.pendingTimers]).toEqual([[], 0]);
  });

  it.skipIf(process.platform === 'win32')('is told of when everybody may read its key', () => {
    const folder = new CertificateFolder();
    chmodSync(folder.files.key, 0o644);
    onTestFinished(folder.source().watch(() => undefined));
    expect(folder.notices.get('certificate')).toBe(
      `warning: Every user of this machine may read the key ${folder.files.key}; take that away with "chmod o= ${folder.files.key}".`,
    );
  });
});
