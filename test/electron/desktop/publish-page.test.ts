import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { ServerSettings } from '../../../shared/config/config.ts';
import { publishPage } from '../../../electron/desktop/publish-page.ts';
import { sessionsOf } from '../../builders/sessions.ts';
import { serverSettings } from '../../builders/server.ts';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';
import { recordingLogger } from '../web/serve.ts';

const PAGE = join(import.meta.dirname, '..', '..', '..', 'dist', 'renderer');

/** Page and notices; `posted` is the first thing that happens to them, `change` the next. */
function publishing(settings: Pick<ServerSettings, 'port' | 'tls'>, clock: FakeClock) {
  const notices = new Map<string, string>();
  let changed = () => {};
  const change = () => new Promise<void>((resolve) => (changed = resolve));
  const posted = change();
  const [tokens, logger] = [new MemoryTokens(), recordingLogger([])];
  const page = publishPage({
    engine: {
      dashboard: new FakeDashboard(),
      notices: {
        post: (id: string, _: unknown, message: string) => {
          notices.set(id, message);
          changed();
        },
        withdraw: (id: string) => void notices.delete(id),
      },
    },
    tokens,
    sessions: sessionsOf(tokens, clock, logger),
    clock,
    logger,
    settings: () => serverSettings(settings),
    version: '1.2.3',
    rendererFolder: PAGE,
    onServing: () => changed(),
  });
  onTestFinished(() => page.close());
  return { page, notices, posted, change };
}

it('the page for browsers is published as soon as its port is free, and until then a notice says why not', async () => {
  const stranger = createServer((connection) => connection.destroy()).listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  const clock = new FakeClock();
  const { page, notices, posted, change } = publishing({ port, tls: null }, clock);
  await posted;
  expect(notices.get('publishing')).toMatch(new RegExp(`port ${port} is in use by another program`));
  expect(page.server).toBeNull();

  stranger.close();
  await once(stranger, 'close');
  await clock.advance(29_999);
  expect(page.server).toBeNull();
  const served = change();
  await clock.advance(1);
  await served;
  expect(page.server?.url).toBe(`http://127.0.0.1:${port}`);
  expect([...notices]).toEqual([]);
});

it('the page for browsers waits for a certificate that can be used, and a notice says why', async () => {
  const certificates = new CertificateFolder();
  const pair = makeCertificate();
  writeFileSync(certificates.files.key, makeCertificate().key);
  const { clock } = certificates;
  const { page, notices, posted, change } = publishing({ port: 0, tls: certificates.files }, clock);
  await posted;
  expect(notices.get('publishing')).toBe(
    `Browsers cannot open the page: the key ${certificates.files.key} does not belong to the certificate ${certificates.files.certificate}; name two files that were made together. Monitoring goes on; it is tried again every 30 s.`,
  );
  certificates.write(pair);
  const served = change();
  await clock.advance(30_000);
  await served;
  expect(page.server?.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  expect([...notices]).toEqual([]);
});
