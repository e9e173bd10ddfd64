import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it, onTestFinished } from 'vitest';
import { makeCertificate } from '../../../fixtures/certificates.ts';
import { serveHttps } from '../../../fixtures/fault-servers.ts';
import { during } from './probe.ts';

/* Which authorities the programs trust. On Linux the system's store is where OpenSSL says, and can be pointed elsewhere. */

const PROGRAM = fileURLToPath(new URL('beside-store.ts', import.meta.url));
const run = promisify(execFile);
const company = makeCertificate({ subject: 'Company' });
const other = makeCertificate({ subject: 'Other' });
const STRANGER = 'is issued by an authority that is not trusted here (CN=Company)';

function folder() {
  const path = mkdtempSync(join(tmpdir(), 'bellwether-store-'));
  onTestFinished(() => rmSync(path, { recursive: true }));
  mkdirSync(join(path, 'empty'));
  mkdirSync(join(path, 'folder'));
  writeFileSync(join(path, 'company.pem'), company.cert);
  writeFileSync(join(path, 'folder', 'company.crt'), company.cert);
  writeFileSync(join(path, 'other.pem'), other.cert);
  writeFileSync(join(path, 'junk.pem'), '-----BEGIN CERTIFICATE-----\njunk\n-----END CERTIFICATE-----\n');
  return path;
}

/** What a probe of a server of the company says, where the environment is this one; then those with the files; and what `doctor` finds. */
async function probes(
  at: string,
  environment: Readonly<Record<string, string>>,
  caFiles: readonly string[] = [],
) {
  const server = await during(
    serveHttps(makeCertificate({ issuer: company }), (_request, response) => response.end('fine')),
  );
  const nowhere = { SSL_CERT_FILE: join(at, 'none.pem'), SSL_CERT_DIR: join(at, 'empty') };
  const named = Object.entries(environment).map(([name, file]) => [name, join(at, file)]);
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: '', ...nowhere, ...Object.fromEntries(named) };
  const words = [PROGRAM, server.url, ...caFiles.map((file) => join(at, file))];
  const { stdout } = await run(process.execPath, words, { env });
  return JSON.parse(stdout) as {
    readonly seen: readonly string[];
    readonly finding: { readonly verdict: string; readonly found: string; readonly toDo?: readonly string[] };
  };
}

it.runIf(process.platform === 'linux')(
  'an authority in a file of the system is trusted, but not by a service that names others',
  async () => {
    const at = folder();
    const { seen, finding } = await probes(at, { SSL_CERT_FILE: 'company.pem' }, [
      'other.pem',
      'company.pem',
    ]);
    expect(seen).toEqual(['answered 200', expect.stringContaining(STRANGER), 'answered 200']);
    expect(finding).toEqual({
      verdict: 'well',
      value: null,
      found: expect.stringMatching(
        /^(\d+) authorities trusted: \d+ came with the program, 1 is in the system's store \(SSL_CERT_FILE=\S+company\.pem, SSL_CERT_DIR=\S+empty\)$/,
      ),
    });
  },
);

it.runIf(process.platform === 'linux')(
  'one in a folder of the system is trusted, also beside a file that is none',
  async () => {
    const { seen } = await probes(folder(), { SSL_CERT_FILE: 'junk.pem', SSL_CERT_DIR: 'folder' });
    expect(seen).toEqual(['answered 200']);
  },
);

it.runIf(process.platform === 'linux')(
  'one in NODE_EXTRA_CA_CERTS is trusted beside those of the system',
  async () => {
    const { seen, finding } = await probes(folder(), {
      NODE_EXTRA_CA_CERTS: 'company.pem',
      SSL_CERT_FILE: 'other.pem',
    });
    expect(seen).toEqual(['answered 200']);
    expect(finding.found).toMatch(/, 1 in NODE_EXTRA_CA_CERTS \(\S+company\.pem\)$/);
  },
);

it.runIf(process.platform === 'linux')(
  'one that is nowhere is not; a file of NODE_EXTRA_CA_CERTS without any is warned of',
  async () => {
    const { seen, finding } = await probes(folder(), { NODE_EXTRA_CA_CERTS: 'junk.pem' });
    expect(seen).toEqual([expect.stringContaining(STRANGER)]);
    expect(finding).toMatchObject({
      verdict: 'warning',
      toDo: [
        expect.stringMatching(/^Mend the file \S+junk\.pem: no certificate in PEM form was found there\.$/),
      ],
    });
  },
);
