import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { presetText } from '../../../shared/config/preset.ts';
import { fileConfigStore } from '../../../electron/adapters/file-config-store.ts';
import { checkConfiguration } from '../../../electron/self-test/configuration.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';
import { temporaryFolder } from '../adapters/storage-fixture.ts';

const RULES = 'rules: [{ id: service-down, when: down, for: 30s, severity: critical }]\n';

function check(text: string | null, environment: Readonly<Record<string, string>> = {}) {
  const path = join(temporaryFolder(), 'services.yaml');
  if (text !== null) writeFileSync(path, text);
  const store = fileConfigStore({ path, clock: new FakeClock(), environment, whenMissing: presetText });
  return { path, finding: checkConfiguration(store, new FakeClock(Date.now())) };
}

it('counts the services of a good document', () => {
  const { path, finding } = check(
    `version: 1\nservices: [{ id: orders, tcp: { host: localhost, port: 5432 } }]\n${RULES}`,
  );
  expect(finding).toMatchObject({ verdict: 'well', found: `1 service · ${path}` });
});

it('says that the preset counts while there is no document', () => {
  expect(check(null).finding).toMatchObject({
    verdict: 'well',
    found: '9 services of the preset, until there is a services.yaml',
  });
});

it('gives each fault its line and column, without what is written there', () => {
  const { path, finding } = check(`version: 1
services:
  - { id: orders, tcp: { host: localhost, port: hunter2-secret } }
  - { id: payments, http: { url: "http://localhost/", headers: { authorization: "\${env:GONE}" } } }
`);
  expect(finding).toEqual({
    verdict: 'failed',
    found: `2 faults in ${path}`,
    toDo: [
      `${path}:3:49: services[0].tcp.port: expected a whole number from 1 to 65535`,
      `${path}:4:81: services[1].http.headers.authorization: the environment variable GONE is not set`,
      'Mend these places; "bellwether config check" shows them with what is written there.',
    ],
  });
});

it('shows the first five of many faults', () => {
  const services = Array.from({ length: 8 }, (_, index) => `  - { id: s${index}, tcp: { host: localhost } }`);
  const { finding } = check(`version: 1\nservices:\n${services.join('\n')}\n`);
  expect(finding).toMatchObject({ verdict: 'failed' });
  expect(finding.verdict === 'failed' && finding.toDo.slice(5)).toEqual([
    'and 3 more',
    'Mend these places; "bellwether config check" shows them with what is written there.',
  ]);
});

it('warns of a secret that is written out, and of a document that watches nothing', () => {
  const { path, finding } = check(
    `version: 1\nservices: [{ id: orders, http: { url: "http://localhost/?token=hunter2-secret" } }]\n${RULES}`,
  );
  expect(finding).toMatchObject({ verdict: 'warning', toDo: [expect.stringContaining(`${path}:2:`)] });
  expect(
    JSON.stringify(finding.found) + (finding.verdict === 'warning' ? finding.toDo.join() : ''),
  ).not.toContain('hunter2');
  const empty = check(`version: 1\nservices: []\n${RULES}`);
  expect(empty.finding).toMatchObject({
    verdict: 'warning',
    found: `0 services · ${empty.path}`,
    toDo: [`${empty.path}:2:11: services: there are no \`services\`: nothing is watched`],
  });
});

describe('a certificate that the document names', () => {
  const tls = ({ certificate, key }: CertificateFolder['files']) =>
    `version: 1\nservices: [{ id: orders, tcp: { host: localhost, port: 1 } }]\n${RULES}server: { names: [monitor.lan], tls: { certificate: ${certificate}, key: ${key} } }\n`;

  it('is well when it can be used', () => {
    const { files } = new CertificateFolder(makeCertificate({ names: ['monitor.lan'], addresses: [] }));
    expect(check(tls(files)).finding).toMatchObject({ verdict: 'well' });
  });

  it('is warned of when it is for another name', () => {
    const { files } = new CertificateFolder();
    expect(check(tls(files)).finding).toMatchObject({
      verdict: 'warning',
      toDo: [`The certificate ${files.certificate} is not for monitor.lan: browsers will warn there.`],
    });
  });

  it('fails when it has no key', () => {
    const { files } = new CertificateFolder();
    rmSync(files.key);
    const { path, finding } = check(tls(files));
    const words = `the file ${files.key} of server.tls.key cannot be read: it does not exist`;
    expect(finding).toEqual({ verdict: 'failed', found: words, toDo: [`In ${path}: ${words}.`] });
  });
});
