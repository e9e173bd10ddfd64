import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { bellwether, configFile, emptyFolder } from './cli-world.ts';

const FAULTY = `version: 1
defaults: { intervall: 30s }
services:
  - { id: orders, http: { url: "http://user:hunter2@localhost/?key=hunter4", headers: { X-Token: hunter3 } } }
`;

describe('bellwether config check', () => {
  const DAY = 86_400_000;
  it.each<[string, (tls: CertificateFolder) => void]>([
    ['the key is missing', ({ files }) => rmSync(files.key)],
    ['the certificate is missing', ({ files }) => rmSync(files.certificate)],
    ['the key belongs to another certificate', (tls) => tls.replace(tls.files.key, makeCertificate().key)],
    ['the key is no key', (tls) => tls.replace(tls.files.key, 'x')],
    ['the certificate is none', (tls) => tls.replace(tls.files.certificate, 'x')],
    [
      'the certificate has expired',
      (tls) => tls.write(makeCertificate({ from: new Date(0), until: new Date(DAY) })),
    ],
  ])('says what serve refuses of the certificate: %s', async (_, spoil) => {
    const tls = new CertificateFolder();
    const { certificate, key } = tls.files;
    const config = await configFile(
      `version: 1\nservices: []\nserver: { port: 1, tls: { certificate: ${certificate}, key: ${key} } }\n`,
    );
    expect((await bellwether(['config', 'check', '--config', config])).code).toBe(0);
    spoil(tls);
    const words = ['--config', config, '--data-dir', await emptyFolder()];
    const served = await bellwether(['serve', '--port', '0', ...words]);
    const checked = await bellwether(['config', 'check', '--config', config]);
    expect([served.code, checked.code]).toEqual([78, 78]);
    const sentence = served.stderr
      .split('\n')
      .findLast((line) => line.startsWith('bellwether: '))
      ?.slice(12);
    expect(checked.stdout).toContain(`${config}:3:25: server.tls: ${sentence}`);
    const { stdout } = await bellwether(['config', 'check', '--config', config, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ valid: false, faults: [{ line: 3, path: 'server.tls' }] });
  });

  it('lists all faults as compilers do', async () => {
    const config = await configFile(FAULTY);
    const { code, stdout } = await bellwether(['config', 'check', '--config', config]);
    expect(code).toBe(78);
    expect(stdout.split('\n')).toEqual([
      `${config}:2:13: defaults.intervall: unknown key \`intervall\`; did you mean \`interval\`?`,
      expect.stringMatching(/:4:32: services\[0\]\.http\.url: a URL must not hold a user name or password/),
      `✗ 2 faults · ${config}`,
      '',
    ]);
  });

  it('points at the places in a terminal, secrets starred', async () => {
    const config = await configFile(FAULTY);
    const terminal = new FakeTerminal({ isTerminal: true, columns: 120, env: { NO_COLOR: '1' } });
    const { stdout } = await bellwether(['config', 'check', '--config', config], terminal);
    const lines = stdout.split('\n');
    expect(lines.slice(lines.indexOf('    defaults: { intervall: 30s }'))).toEqual([
      '    defaults: { intervall: 30s }',
      '                ^',
      '',
      expect.any(String),
      expect.any(String),
      '      - { id: orders, http: { url: "http://************@localhost/?key=*******", headers: { X-Token: ******* } } }',
      '                                   ^',
      '',
      `✗ 2 faults · ${config}`,
      '',
    ]);
  });

  it.each([40, 80])('stays within %i columns', async (columns) => {
    const config = await configFile(FAULTY);
    const terminal = new FakeTerminal({ isTerminal: true, columns, env: { NO_COLOR: '1' } });
    const { stdout } = await bellwether(['config', 'check', '--config', config], terminal);
    expect(stdout.split('\n').filter((line) => line.length > columns && !line.startsWith('✗'))).toEqual([]);
    expect(stdout).not.toContain('hunter');
  });

  it('prints them as JSON', async () => {
    const config = await configFile(FAULTY);
    const { code, stdout } = await bellwether(['config', 'check', '--json', '--config', config]);
    expect(code).toBe(78);
    expect(JSON.parse(stdout)).toMatchObject({
      file: config,
      valid: false,
      faults: [
        { file: config, line: 2, column: 13, path: 'defaults.intervall' },
        { path: 'services[0].http.url' },
      ],
      warnings: [],
    });
  });

  it('passes warnings on without failing', async () => {
    const config = await configFile(`version: 1
services: [{ id: orders, http: { url: "http://localhost/", headers: { Authorization: Bearer hunter2 } } }]
`);
    const { code, stdout } = await bellwether(['config', 'check', '--config', config]);
    expect(code).toBe(0);
    expect(stdout).toContain('warning: the header "Authorization" holds a secret');
    expect(stdout).toContain('✓ 1 service, no faults, 1 warning');
    expect(stdout).not.toContain('hunter2');
  });

  it('judges the preset while there are no settings, and writes none', async () => {
    const folder = await emptyFolder();
    const { code, stdout } = await bellwether(['config', 'check', '--data-dir', folder]);
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `✓ 9 services, no faults, no warnings · ${join(folder, 'config.json')} (not there yet: the preset counts)\n`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the other config commands', () => {
  it('show prints what counts, secrets masked', async () => {
    const config = await configFile(`version: 1
services: [{ id: orders, http: { url: "http://localhost/?token=hunter2", headers: { Authorization: hunter3 } } }]
`);
    const { code, stdout } = await bellwether(['config', 'show', '--config', config]);
    expect(code).toBe(0);
    expect(stdout).toContain('    interval: 30s\n');
    expect(stdout).not.toContain('hunter');
    const json = JSON.parse((await bellwether(['config', 'show', '--json', '--config', config])).stdout);
    expect(json).toMatchObject({ server: { port: 9999 }, services: [{ id: 'orders', timeout: '10s' }] });
  });

  it('path says where things are', async () => {
    const words = ['config', 'path', '--config', '/etc/services.yaml', '--data-dir', '/var/bellwether'];
    expect(await bellwether(words)).toEqual({
      code: 0,
      stdout: 'configuration  /etc/services.yaml\ndata folder    /var/bellwether\n',
      stderr: '',
    });
    const { stdout } = await bellwether([...words, '--json']);
    expect(JSON.parse(stdout)).toEqual({ config: '/etc/services.yaml', dataFolder: '/var/bellwether' });
  });

  it('schema prints a JSON Schema', async () => {
    const { code, stdout } = await bellwether(['config', 'schema']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ type: 'object', required: ['version', 'services'] });
  });
});
