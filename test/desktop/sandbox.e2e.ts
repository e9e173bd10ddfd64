import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { watched } from './fleet.ts';

const DOUBLE = new URL('./electron-double/register.ts', import.meta.url).href;
const MAIN = join(import.meta.dirname, 'fixtures', 'sandbox-main.ts');

describe('without its sandbox', () => {
  it('the desktop says so on the page, in the tray, to commands and in the log, and asks for half of one of nobody', async () => {
    const { desktop, fleet } = await watched(['orders'], { words: ['--no-sandbox'] });
    await desktop.sees('without the sandbox that keeps its window from the rest of this machine');
    const { notices } = (await fleet.get('/api/v1/overview')) as {
      notices: { id: string; message: string }[];
    };
    expect(notices).toEqual([expect.objectContaining({ id: 'sandbox', severity: 'warning' })]);
    expect(JSON.stringify((await desktop.tray()).menu)).toContain('without the sandbox');
    expect(desktop.home.log()).toMatch(/"notice":"sandbox".*without the sandbox/);
    expect((await desktop.report()).calls).not.toContain('app.enableSandbox');
  });
});

describe.skipIf(process.platform === 'win32')('an AppImage', () => {
  /** As its launcher, and then Electron, start it, on a system that makes namespaces or does not. */
  function started(words: readonly string[], namespaces: boolean): unknown {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-image-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'unshare'), `#!/bin/sh\nexit ${namespaces ? 0 : 1}\n`, { mode: 0o755 });
    const { stdout } = spawnSync(process.execPath, ['--import', DOUBLE, MAIN, ...words], {
      env: {
        ...process.env,
        DOUBLE_PACKAGED: '1',
        APPIMAGE: join(folder, 'Bellwether.AppImage'),
        PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`,
      },
      encoding: 'utf8',
    });
    return JSON.parse(stdout);
  }

  it('hands on no word that its launcher put there', () => {
    const words = ['--no-sandbox', '--data-dir', '/tmp/x'];
    expect(started(words, false)).toEqual({ loss: { by: 'launcher' }, words: words.slice(1) });
  });

  it('hands on what a person wrote', () => {
    const words = ['--no-sandbox', '--hidden'];
    expect(started(words, true)).toEqual({ loss: { by: 'word', word: '--no-sandbox' }, words });
    const late = words.toReversed();
    expect(started(late, false)).toEqual({ loss: { by: 'word', word: '--no-sandbox' }, words: late });
  });
});
