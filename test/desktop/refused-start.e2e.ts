import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DesktopHome, startDesktop } from './start-desktop.ts';

type Prepare = (home: DesktopHome) => readonly string[];

/** Of two words that say the same the last one counts. */
const FAULTS: readonly (readonly [string, number, RegExp, Prepare])[] = [
  [
    'a data folder that is a file',
    1,
    /cannot use the data folder .*a-file: there is a file of that name/,
    ({ root }) => ['--data-dir', aFile(root)],
  ],
  [
    'a data folder that cannot be made',
    1,
    /cannot use the data folder .*inside: /,
    ({ root }) => ['--data-dir', join(aFile(root), 'inside')],
  ],
  ['--data-dir without a path', 64, /--data-dir expects a path/, () => ['--data-dir=']],
  ['--config without a path', 64, /--config expects a path/, () => ['--config']],
  [
    'a state document of a newer version',
    1,
    /state\.json was written by a newer Bellwether/,
    ({ data }) => {
      writeFileSync(join(data, 'state.json'), JSON.stringify({ version: 99 }));
      return [];
    },
  ],
];

function aFile(root: string): string {
  const path = join(root, 'a-file');
  writeFileSync(path, '');
  return path;
}

describe('a start that is refused', () => {
  it.each(FAULTS)('for %s says so where a person sees it', async (_, code, words, prepare) => {
    const home = new DesktopHome();
    const desktop = startDesktop({ home, words: prepare(home) });
    onTestFinished(async () => {
      await desktop.kill();
      home.remove();
    });
    await once(desktop.child, 'close');
    expect([desktop.child.exitCode, desktop.errorBoxes]).toEqual([code, [expect.stringMatching(words)]]);
    expect(desktop.output).toMatch(words);
    // Nor does it leave anything where Chromium would have kept its files meanwhile.
    expect(readdirSync(home.temporary)).toEqual([]);
  });
});
