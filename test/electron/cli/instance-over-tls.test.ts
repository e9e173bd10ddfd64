import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { runCli } from '../../../electron/cli/run-cli.ts';
import type { AlertView } from '../../../shared/protocol/views.ts';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';
import { end, runToEnd, serve } from '../../fixtures/program.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { bellwether, configFile, emptyFolder, PROGRAM } from './cli-world.ts';
import { startInstance, StockedDashboard } from './running-instance.ts';

/** Says nothing to this machine. */
const authority = makeCertificate({ subject: 'an authority' });
const issued = () => makeCertificate({ names: ['monitor.lan'], addresses: [], issuer: authority });

const ALERT: AlertView = {
  rule: 'service-down',
  service: 'orders',
  severity: 'critical',
  state: 'pending',
  since: 1,
  firingAt: null,
  message: 'orders: refused',
  leads: true,
  suppressed: null,
};

async function instance(pair: { readonly cert: string; readonly key: string } = issued()) {
  const folder = await emptyFolder();
  const certificates = new CertificateFolder(pair);
  const dashboard = new StockedDashboard();
  const { certificate: file } = certificates.files;
  const running = await startInstance(folder, dashboard, null, { source: certificates.source(), file });
  return { folder, dashboard, file, running };
}

describe('an instance that serves https', () => {
  it.each([
    ['issued by somebody', issued()],
    ['self-signed', makeCertificate({ names: ['monitor.lan'], addresses: [] })],
  ])('is known by its own certificate, which is %s', async (_, pair) => {
    const { folder, running } = await instance(pair);
    expect(running.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    const status = await bellwether(['status', '--json', '--data-dir', folder]);
    expect(status).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(status.stdout)).toMatchObject({ instance: { url: running.url } });
  });

  it('tells its alerts over wss', async () => {
    const { folder, dashboard } = await instance();
    dashboard.alerts = [ALERT];
    const terminal = new FakeTerminal();
    const ended = runCli(['alerts', '--follow', '--data-dir', folder], terminal, PROGRAM);
    await terminal.stdout.until((text) => text.includes('pending'));
    terminal.pressCtrlC();
    expect([await ended, terminal.stderr.text]).toEqual([0, '']);
  });

  it.each([
    ['self-signed', () => makeCertificate().cert],
    ['by the same issuer', () => issued().cert],
    ['by the same issuer, with its chain', () => issued().cert + authority.cert],
  ])('is not believed when it shows another one than the file, %s', async (_, other) => {
    const { folder, file } = await instance();
    writeFileSync(file, other());
    const { code, stdout, stderr } = await bellwether(['status', '--data-dir', folder]);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain(
      `does not answer: it does not show the certificate in ${file}; was that file just replaced?`,
    );
  });

  it.each<[string, (file: string) => void, string]>([
    ['is gone', (file) => rmSync(file), 'is no longer there'],
    ['is damaged', (file) => writeFileSync(file, 'x'), 'is not in PEM form'],
    [
      'is a folder',
      (file) => {
        rmSync(file);
        mkdirSync(file);
      },
      'cannot be read: it is a folder, not a file',
    ],
  ])('cannot be told from others when the file %s', async (_, spoil, why) => {
    const { folder, file } = await instance();
    spoil(file);
    const { code, stderr } = await bellwether(['status', '--data-dir', folder]);
    expect([code, stderr]).toEqual([
      1,
      `bellwether: the running instance (process 4711) cannot be told from others: its certificate ${file} ${why}\n`,
    ]);
  });
});

describe('the built program', () => {
  const settings = (folder: CertificateFolder) =>
    `version: 1\nservices: [{ id: a, tcp: { host: localhost, port: 1 } }]\nserver: { names: [monitor.lan], tls: { certificate: "${folder.files.certificate}", key: "${folder.files.key}" } }\n`;

  it('serves https, prints links with it, and is asked and stopped as ever', async () => {
    const certificates = new CertificateFolder(issued());
    const folder = await emptyFolder();
    const config = await configFile(settings(certificates));
    const words = ['--share', '--host', '127.0.0.1', '--config', config, '--data-dir', folder];
    const started = await serve(words);
    const { child, url } = started;
    onTestFinished(async () => void (await end(child, 'SIGKILL')));
    expect(url).toMatch(/^https:\/\/127\.0\.0\.1:/);
    expect(started.output()).toMatch(/"links":\["https:\/\/monitor\.lan:\d+\/#token=[\w-]+"\]/);
    const token = await runToEnd('cli', ['token', 'create', 'ann', '--json', '--data-dir', folder]);
    expect(token.stdout).toMatch(/"https:\/\/monitor\.lan:\d+\/#token=/);
    const status = await runToEnd('cli', ['status', '--json', '--data-dir', folder]);
    expect(JSON.parse(status.stdout)).toMatchObject({ instance: { pid: child.pid, url } });
    expect(await runToEnd('cli', ['stop', '--data-dir', folder])).toMatchObject({ code: 0, stderr: '' });
  });

  it('does not start with a certificate that cannot be used', async () => {
    const certificates = new CertificateFolder(issued());
    writeFileSync(certificates.files.key, issued().key);
    const config = await configFile(settings(certificates));
    const words = ['--config', config, '--data-dir', await emptyFolder(), '--port', '0'];
    const { code, stdout, stderr } = await runToEnd('cli', ['serve', ...words]);
    expect([code, stdout, stderr]).toEqual([
      78,
      '',
      `bellwether: the key ${certificates.files.key} does not belong to the certificate ${certificates.files.certificate}; name two files that were made together\n`,
    ]);
  });
});
