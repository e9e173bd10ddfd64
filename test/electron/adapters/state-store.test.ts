import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { confStateStore } from '../../../electron/adapters/conf-state-store.ts';
import type { KeptState } from '../../../shared/domain/kept-state.ts';
import { keptState } from '../../builders/kept-state.ts';
import { noSmallDisk, runAsOrdinaryUser, runOnSmallDisk } from '../../fixtures/storage/child.ts';
import { clock, NOW, temporaryFolder } from './storage-fixture.ts';

const SET_ASIDE = 'state.corrupt-2026-01-05T09-00-00-000Z.json';
const first = keptState(NOW);
const second: KeptState = { ...first, offlineSince: null };

/** A folder in which a state was saved. */
function folderWith(state: KeptState): string {
  const folder = temporaryFolder();
  const store = confStateStore(folder, clock);
  store.load();
  expect(store.save(state)).toEqual({ ok: true, value: undefined });
  return folder;
}

function load(folder: string) {
  return confStateStore(folder, clock).load();
}

describe('the state document', () => {
  it('is not there at first', () => {
    const folder = temporaryFolder();
    expect(load(folder)).toEqual({ ok: true, value: { state: null, notice: null } });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('comes back as it was saved last, readable for its owner only', () => {
    const folder = folderWith(first);
    const store = confStateStore(folder, clock);
    store.load();
    store.save(second);
    expect(load(folder)).toEqual({ ok: true, value: { state: second, notice: null } });
    const modes = readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mode & 0o777]);
    expect(modes).toEqual([
      ['state.json', 0o600],
      ['state.json.bak', 0o600],
    ]);
  });

  it('is not written before it was read', () => {
    const folder = temporaryFolder();
    expect(confStateStore(folder, clock).save(first)).toMatchObject({ ok: false });
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each<[string, (folder: string) => void]>([
    ['it was removed', (folder) => rmSync(join(folder, 'state.json'))],
    ['its copy was removed', (folder) => rmSync(join(folder, 'state.json.bak'))],
    ['it was changed', (folder) => writeFileSync(join(folder, 'state.json'), '{}')],
    [
      'the folder was removed and made anew',
      (folder) => (rmSync(folder, { recursive: true }), mkdirSync(folder)),
    ],
  ])('is known to be as it was left until %s, and is written anew even when it says the same', (_, spoil) => {
    const folder = temporaryFolder();
    const store = confStateStore(folder, clock);
    store.load();
    expect(store.isKept()).toBe(true);
    store.save(first);
    expect(store.isKept()).toBe(true);
    spoil(folder);
    expect(store.isKept()).toBe(false);
    expect(store.save(first)).toEqual({ ok: true, value: undefined });
    expect(store.isKept()).toBe(true);
    expect(load(folder)).toEqual({ ok: true, value: { state: first, notice: null } });
  });

  it('is not written into a folder that is another process’s by now', () => {
    const folder = temporaryFolder();
    let owned = true;
    const store = confStateStore(folder, clock, undefined, () => owned);
    store.load();
    store.save(first);
    owned = false;
    expect(store.save(second)).toMatchObject({
      error: { message: expect.stringContaining('no longer owns') },
    });
    expect(load(folder)).toMatchObject({ value: { state: first } });
  });

  it('that is a folder is set aside, and its copy restored', () => {
    const folder = folderWith(first);
    rmSync(join(folder, 'state.json'));
    mkdirSync(join(folder, 'state.json'));
    expect(load(folder)).toMatchObject({
      value: { state: first, notice: expect.stringMatching(/no plain file.*restored.*state\.corrupt/) },
    });
  });

  it('is written again when it was lost under way', () => {
    const folder = temporaryFolder();
    const store = confStateStore(folder, clock);
    store.load();
    store.save(first);
    writeFileSync(join(folder, 'state.json'), '{"version":');
    rmSync(join(folder, 'state.json.bak'));
    expect(store.save(second)).toMatchObject({ ok: true });
    expect(load(folder)).toEqual({ ok: true, value: { state: second, notice: null } });
  });
});

const DAMAGE: readonly [string, (path: string) => void][] = [
  ['is cut short', (path) => truncateSync(path, 700)],
  ['is empty', (path) => truncateSync(path, 0)],
  ['is full of zeros', (path) => writeFileSync(path, Buffer.alloc(3000))],
  ['is a list', (path) => writeFileSync(path, '[]')],
  ['is null', (path) => writeFileSync(path, 'null')],
  ['has the wrong types', (path) => writeFileSync(path, '{"version":1,"services":"many"}')],
  ['has no version', (path) => writeFileSync(path, '{}')],
  ['is far too large', (path) => writeFileSync(path, Buffer.alloc(5_000_000, ' '))],
];

describe.each(DAMAGE)('a state document that %s', (_, damage) => {
  it('is set aside and its last good copy restored', () => {
    const folder = folderWith(first);
    const path = join(folder, 'state.json');
    damage(path);
    const damaged = readFileSync(path);
    const loaded = load(folder);
    expect(loaded).toEqual({ ok: true, value: { state: first, notice: expect.any(String) } });
    expect(loaded.ok && loaded.value.notice).toMatch(
      new RegExp(
        `^state.json was damaged \\(.+\\): its last good copy was restored; what was damaged is kept as ${SET_ASIDE}$`,
      ),
    );
    expect(readFileSync(join(folder, SET_ASIDE)).equals(damaged)).toBe(true);
  });

  it('is set aside together with a copy that is damaged as well, and can be written anew', () => {
    const folder = folderWith(first);
    damage(join(folder, 'state.json'));
    damage(join(folder, 'state.json.bak'));
    const store = confStateStore(folder, clock);
    expect(store.load()).toEqual({
      ok: true,
      value: { state: null, notice: expect.stringContaining('there was no good copy to restore') },
    });
    expect(readdirSync(folder)).toEqual([SET_ASIDE.replace('Z', 'Z-2'), SET_ASIDE].sort());
    expect(store.save(second)).toMatchObject({ ok: true });
    expect(load(folder)).toEqual({ ok: true, value: { state: second, notice: null } });
  });
});

describe('a state document that cannot be had', () => {
  it('was deleted: its last good copy is restored', () => {
    const folder = folderWith(first);
    rmSync(join(folder, 'state.json'));
    expect(load(folder)).toEqual({
      ok: true,
      value: { state: first, notice: 'state.json was missing: its last good copy was restored' },
    });
  });

  it.each(['state.json', 'state.json.bak'])(
    'is of a newer version (%s): refused, and nothing written',
    (name) => {
      const folder = folderWith(first);
      if (name !== 'state.json') writeFileSync(join(folder, 'state.json'), '');
      writeFileSync(join(folder, name), '{"version":99,"novelty":true}');
      const before = readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]);
      const store = confStateStore(folder, clock);
      expect(store.load()).toMatchObject({
        ok: false,
        error: {
          message: expect.stringMatching(
            /was written by a newer Bellwether \(it has version 99 .*\): update Bellwether/,
          ),
        },
      });
      expect(store.save(second)).toMatchObject({ ok: false });
      expect(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')])).toEqual(
        before,
      );
    },
  );

  it('is a loop of links', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'state.json');
    symlinkSync(path, path);
    expect(load(folder)).toEqual({
      ok: false,
      error: { message: `cannot read the state document ${path}: its path is a loop of links` },
    });
  });

  it('lies in a file instead of a folder', () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    expect(load(file)).toMatchObject({
      error: { message: expect.stringContaining('a part of its path is a file, not a folder') },
    });
  });

  const missing = noSmallDisk();
  it.skipIf(missing !== null)(
    `survives a disk that is nearly full, and one that is full ${missing ?? ''}`,
    () => {
      const [small, nearlyFull, full] = runOnSmallDisk(
        '600k',
        temporaryFolder(),
        'save-on-small-disk.ts',
      ) as object[];
      expect(small).toMatchObject({ saved: 'saved', found: 100_000, notice: null });
      expect(nearlyFull).toMatchObject({ saved: 'saved', found: 300_000, notice: null });
      expect(full).toMatchObject({
        saved: expect.stringMatching(/the disk is full$/),
        found: 300_000,
        notice: null,
      });
    },
  );
});

describe('a data folder that is read-only', () => {
  it('is said by each part, in words', () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const readOnly = join(folder, 'read-only');
    mkdirSync(readOnly, { mode: 0o555 });
    expect(runAsOrdinaryUser('use-folder.ts', readOnly)).toEqual({
      lock: {
        kind: 'fault',
        message: `cannot take over the data folder ${readOnly}: this user may not read or write it`,
      },
      history: `cannot open the history ${readOnly}/history.sqlite: this user may not read or write it`,
      loaded: 'ok',
      saved: `cannot write the state document ${readOnly}/state.json: this user may not read or write it`,
    });
    expect(readdirSync(readOnly)).toEqual([]);
  });
});
