import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { dataFolderPath } from '../../../electron/adapters/data-folder.ts';
import { lockDataFolder } from '../../../electron/adapters/data-folder-lock.ts';
import { moveDataFolder } from '../../../electron/adapters/move-data-folder.ts';
import { temporaryFolder } from './storage-fixture.ts';

/* On Windows, whose folders are named by the environment: what lay in the roaming part of the profile moves once. */

function profile() {
  const root = temporaryFolder();
  const environment = { APPDATA: join(root, 'Roaming'), LOCALAPPDATA: join(root, 'Local') };
  const former = join(environment.APPDATA, 'Bellwether');
  const path = join(environment.LOCALAPPDATA, 'Bellwether');
  const machine = { platform: 'win32', environment, home: root } as const;
  return {
    former,
    path,
    machine,
    /** Where all programs look now. */
    counts: () => dataFolderPath(undefined, machine),
    move: () => moveDataFolder(machine),
    fill: (folder: string, words: string) => {
      mkdirSync(join(folder, 'tokens'), { recursive: true });
      writeFileSync(join(folder, 'state.json'), words);
      writeFileSync(join(folder, 'tokens', 'ann.json'), words);
    },
    words: (folder: string) => readFileSync(join(folder, 'state.json'), 'utf8'),
  };
}

it('a folder of before is moved whole and told of, once', () => {
  const { former, path, counts, move, fill, words } = profile();
  fill(former, 'mine');
  expect(counts()).toEqual({ ok: true, value: former });
  expect(move()).toEqual({ moved: true, message: expect.stringContaining(`${path} from now on`) });
  expect(counts()).toEqual({ ok: true, value: path });
  expect([words(path), readdirSync(join(path, 'tokens')), existsSync(former)]).toEqual([
    'mine',
    ['ann.json'],
    false,
  ]);
  expect(move()).toBe(null);
});

it('an empty folder is no data, wherever it is', () => {
  const { former, path, counts, move, fill, words } = profile();
  mkdirSync(former, { recursive: true });
  expect([counts(), move()]).toEqual([{ ok: true, value: path }, null]);
  mkdirSync(path, { recursive: true });
  fill(former, 'mine');
  expect(counts()).toEqual({ ok: true, value: former });
  expect(move()?.moved).toBe(true);
  expect(words(path)).toBe('mine');
});

it('of two that hold data the local one counts, and neither is touched', () => {
  const { former, path, counts, move, fill, words } = profile();
  fill(former, 'of another machine');
  fill(path, 'mine');
  expect([move(), counts()]).toEqual([null, { ok: true, value: path }]);
  expect([words(former), words(path)]).toEqual(['of another machine', 'mine']);
});

it('what only Chromium has made is no data of before', () => {
  const { former, path, counts, move } = profile();
  mkdirSync(join(former, 'Crashpad'), { recursive: true });
  expect([counts(), move()]).toEqual([{ ok: true, value: path }, null]);
});

it('what is in the way of the move is left alone, and the data goes on to count where it is', () => {
  const { former, path, counts, move, fill } = profile();
  fill(former, 'mine');
  mkdirSync(join(path, 'of somebody else'), { recursive: true });
  expect(move()).toMatchObject({ moved: false });
  expect(counts()).toEqual({ ok: true, value: former });
  expect(readdirSync(path)).toEqual(['of somebody else']);
});

it('a folder that is in use stays until it is free', () => {
  const { former, path, counts, move, fill } = profile();
  fill(former, 'mine');
  const lock = lockDataFolder(former);
  if (!lock.ok) throw new Error('it cannot be locked');
  expect([move(), counts()]).toEqual([null, { ok: true, value: former }]);
  lock.value.release();
  expect(move()?.moved).toBe(true);
  expect(counts()).toEqual({ ok: true, value: path });
});

it('what cannot be moved stays whole, and goes on to count', () => {
  const { former, path, machine, counts, move, fill, words } = profile();
  fill(former, 'mine');
  // A file where the folder above has to be.
  writeFileSync(machine.environment.LOCALAPPDATA, '');
  expect(move()).toEqual({ moved: false, message: expect.stringContaining(`stays in ${former}`) });
  expect([counts(), words(former), existsSync(path)]).toEqual([{ ok: true, value: former }, 'mine', false]);
});

it('what the system refuses to move stays, too', () => {
  const { former, machine, fill } = profile();
  fill(former, 'mine');
  // No folder goes into itself, whoever asks.
  const odd = { ...machine, environment: { ...machine.environment, LOCALAPPDATA: join(former, 'Local') } };
  expect(moveDataFolder(odd)).toEqual({
    moved: false,
    message: expect.stringContaining(`stays in ${former}`),
  });
  expect(dataFolderPath(undefined, odd)).toEqual({ ok: true, value: former });
});

it.each(['linux', 'darwin'] as const)('%s has nothing to move', (platform) => {
  const { machine, former, fill } = profile();
  fill(former, 'mine');
  expect(moveDataFolder({ ...machine, platform })).toBe(null);
});
