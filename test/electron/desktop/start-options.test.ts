import { describe, expect, it } from 'vitest';
import { decodeStartOptions } from '../../../electron/desktop/start-options.ts';

describe('the words after the program', () => {
  it('may be none', () => {
    expect(decodeStartOptions([], true)).toEqual({
      ok: true,
      value: { hidden: false, configPath: null, dataDir: null, relaunchedAt: null },
    });
  });

  it('choose files and folders, and a start without a window', () => {
    const words = ['main.js', '--hidden', '--data-dir', '/tmp/d', '--config=fleet.yaml'];
    expect(decodeStartOptions(words, false)).toMatchObject({
      value: { hidden: true, configPath: 'fleet.yaml', dataDir: '/tmp/d' },
    });
  });

  it('may hold switches of Chromium and what macOS adds', () => {
    expect(decodeStartOptions(['--no-sandbox', '--lang=de', '-psn_0_12345', '--hidden'], true)).toMatchObject(
      {
        value: { hidden: true },
      },
    );
  });

  it.each(['--config', '--data-dir', '--config='])('are refused where a path is missing: %s', (word) => {
    expect(decodeStartOptions([word], true)).toEqual({
      ok: false,
      error: `${word.replace('=', '')} expects a path`,
    });
  });

  it('tell when it was relaunched, in digits only', () => {
    expect(decodeStartOptions(['--relaunched-at=1700000000000'], true)).toMatchObject({
      value: { relaunchedAt: 1_700_000_000_000 },
    });
    expect(decodeStartOptions(['--relaunched-at=soon'], true)).toMatchObject({
      value: { relaunchedAt: null },
    });
  });

  it.each([
    ['status'],
    ['doctor', '--hidden'],
    ['--hidden', 'status'],
    ['--data-dir', '/tmp/d', 'orders'],
    ['--', 'status'],
    ['file:///home/ann/fleet.yaml'],
    ['status\u001b[2J'],
  ])('are refused where they are for the command line: %j %j', (...words) => {
    for (const given of [words, ['/home/ann/bellwether', ...words]]) {
      const decoded = decodeStartOptions(given, given === words);
      expect(decoded).toMatchObject({ ok: false, error: expect.stringContaining('npm run bellwether') });
      // Shown in a terminal, so that nothing in it acts there.
      expect(decoded).not.toMatchObject({ error: expect.stringContaining('\u001b') });
    }
  });

  it.each([
    ['--hiden', '; did you mean `hidden`?'],
    ['--datadir=/tmp/x', '; did you mean `data-dir`?'],
    ['--configs=a.yaml', '; did you mean `config`?'],
    ['--port=8080', ''],
    ['--help', ''],
    ['--version', ''],
  ])('are refused where nobody could have meant Chromium: %s', (word, hint) => {
    const [name] = word.split('=');
    expect(decodeStartOptions([word], true)).toMatchObject({
      error: expect.stringContaining(`"${name}" is not understood${hint}. This program`),
    });
  });

  it.each([
    '--disable-gpu',
    '--ozone-platform=x11',
    '--updated',
    '-Embedding',
    '--inspect=0',
    '--user-data-dir=/x',
  ])('are let pass where systems, Electron and Chromium have them: %s', (word) => {
    expect(decodeStartOptions([word], true)).toMatchObject({ ok: true });
  });
});
