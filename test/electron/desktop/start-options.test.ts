import { describe, expect, it } from 'vitest';
import { decodeStartOptions } from '../../../electron/desktop/start-options.ts';

describe('the words after the program', () => {
  it('may be none', () => {
    expect(decodeStartOptions([])).toEqual({
      ok: true,
      value: { hidden: false, configPath: null, dataDir: null, relaunchedAt: null },
    });
  });

  it('choose files and folders, and a start without a window', () => {
    const words = ['main.js', '--hidden', '--data-dir', '/tmp/d', '--config=fleet.yaml'];
    expect(decodeStartOptions(words)).toMatchObject({
      value: { hidden: true, configPath: 'fleet.yaml', dataDir: '/tmp/d' },
    });
  });

  it('may hold switches of Chromium and what macOS adds', () => {
    expect(decodeStartOptions(['--no-sandbox', '--lang=de', '-psn_0_12345', '--hidden'])).toMatchObject({
      value: { hidden: true },
    });
  });

  it.each(['--config', '--data-dir', '--config='])('are refused where a path is missing: %s', (word) => {
    expect(decodeStartOptions([word])).toEqual({
      ok: false,
      error: `${word.replace('=', '')} expects a path`,
    });
  });

  it('tell when it was relaunched, in digits only', () => {
    expect(decodeStartOptions(['--relaunched-at=1700000000000'])).toMatchObject({
      value: { relaunchedAt: 1_700_000_000_000 },
    });
    expect(decodeStartOptions(['--relaunched-at=soon'])).toMatchObject({ value: { relaunchedAt: null } });
  });
});
