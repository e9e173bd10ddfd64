import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDataFolder } from '../../../electron/self-test/data-folder.ts';
import { noSmallDisk, runAsOrdinaryUser, runOnSmallDisk } from '../../fixtures/storage/child.ts';
import { temporaryFolder } from '../adapters/storage-fixture.ts';

const isRoot = process.getuid?.() === 0;
const ELSEWHERE = 'Or choose another folder with --data-dir.';

/** As Bellwether makes it. */
function installed(): string {
  const folder = join(temporaryFolder(), 'data');
  mkdirSync(join(folder, 'tokens'), { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  for (const name of ['state.json', 'history.sqlite', 'tokens/ann.json'])
    writeFileSync(join(folder, name), '', { mode: 0o600 });
  return folder;
}

describe('the data folder', () => {
  it('is well as Bellwether makes it', async () => {
    const folder = installed();
    expect(await checkDataFolder(folder)).toEqual({
      verdict: 'well',
      found: expect.stringMatching(/^.+ · owned by .+ · \d+ [MG]B free$/),
      value: folder,
    });
  });

  it('need not be there when it can be made, and is not made', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'not', 'yet');
    for (let turn = 0; turn < 2; turn++)
      expect(await checkDataFolder(path)).toMatchObject({
        verdict: 'well',
        found: expect.stringContaining(`${path} is not there yet and can be made`),
        value: path,
      });
  });

  it('fails where a file has its name, and below a file', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(await checkDataFolder(file)).toEqual({
      verdict: 'failed',
      found: `${file}: there is a file of that name`,
      toDo: ['Move away what is in its place.', ELSEWHERE],
    });
    const below = join(file, 'data');
    expect(await checkDataFolder(below)).toEqual({
      verdict: 'failed',
      found: `${below}: a part of its path is a file, not a folder`,
      toDo: ['Move away what is in its place.', ELSEWHERE],
    });
  });

  it('warns of files that others may read, and of a folder that others may write', async () => {
    const folder = installed();
    chmodSync(join(folder, 'state.json'), 0o644);
    chmodSync(join(folder, 'tokens', 'ann.json'), 0o640);
    chmodSync(folder, 0o770);
    expect(await checkDataFolder(folder)).toMatchObject({
      verdict: 'warning',
      toDo: [
        `Others may put files into it: chmod 700 "${folder}"`,
        `Others may read 2 files in it: chmod 600 "${folder}/state.json" "${folder}/tokens/ann.json"`,
      ],
    });
  });

  it.skipIf(!isRoot)('warns root of a folder that belongs to somebody else', async () => {
    const folder = installed();
    chownSync(folder, 65_534, 65_534);
    expect(await checkDataFolder(folder)).toMatchObject({
      verdict: 'warning',
      toDo: [
        'It belongs to user 65534, who may not be able to write what is made now: run Bellwether as that user.',
      ],
    });
  });

  it.skipIf(!isRoot)('fails for an ordinary user where root has been before', () => {
    const folder = installed();
    chmodSync(join(folder, '..'), 0o755);
    chmodSync(folder, 0o755);
    expect(runAsOrdinaryUser('check-data-folder.ts', folder)).toEqual({
      verdict: 'failed',
      found: `${folder}: this user may not read or write it; it belongs to root`,
      toDo: [
        `Let this user have it: sudo chown -R nobody "${folder}" && chmod -R u+rwX "${folder}"`,
        ELSEWHERE,
      ],
    });
    chownSync(folder, 65_534, 65_534);
    expect(runAsOrdinaryUser('check-data-folder.ts', folder)).toMatchObject({
      verdict: 'failed',
      found: `${folder}/state.json: this user may not read or write it; it belongs to root`,
    });
    const place = join(folder, '..', 'other', 'data');
    expect(runAsOrdinaryUser('check-data-folder.ts', place)).toEqual({
      verdict: 'failed',
      found: `${place} cannot be made in ${join(folder, '..')}: this user may not read or write it; it belongs to root`,
      toDo: [`Make ${join(folder, '..')} a folder that this user may write.`, ELSEWHERE],
    });
  });

  it.skipIf(noSmallDisk() !== null).each([
    ['12m', 'failed', '12 MB free'],
    ['100m', 'warning', '104 MB free'],
  ])('tells of a disk with %s', (size, verdict, words) => {
    const folder = temporaryFolder();
    expect(runOnSmallDisk(size, folder, 'check-data-folder.ts')).toMatchObject({
      verdict,
      found: `${folder} · owned by root · ${words}`,
      toDo: expect.arrayContaining([
        `Make room on the disk of ${folder}: when it is full, Bellwether goes on but remembers nothing.`,
      ]),
    });
  });
});
