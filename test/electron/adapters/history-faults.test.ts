import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { openSqliteHistory } from '../../../electron/adapters/sqlite-history.ts';
import { batch, incident, notification, sample } from '../../builders/record.ts';
import { serviceId } from '../../builders/service.ts';
import { kill, noSmallDisk, runOnSmallDisk, start } from '../../fixtures/storage/child.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';
import { clock, NOW, openHistory, temporaryFolder } from './storage-fixture.ts';

const orders = serviceId('orders');
const SET_ASIDE = 'history.corrupt-2026-01-05T09-00-00-000Z.sqlite';

function samplesBefore(at: number, count: number, message: string | null = null) {
  return Array.from({ length: count }, (_, index) => sample(at - count + index, { message }));
}

/** A history of some size in the folder, closed again. */
function writeHistory(folder: string, count = 2000): void {
  const { history } = openHistory(folder);
  history.append(
    batch({
      samples: samplesBefore(NOW, count),
      incidents: [incident(NOW)],
      notifications: [notification(NOW)],
    }),
  );
  history.close();
}

function tryToOpen(folder: string): string {
  const opened = openSqliteHistory(join(folder, 'history.sqlite'), clock, silentLogger);
  if (!opened.ok) return opened.error.message;
  opened.value.history.close();
  return 'opened';
}

describe('history over restarts', () => {
  it('keeps everything', () => {
    const folder = temporaryFolder();
    const kept = batch({
      samples: samplesBefore(NOW, 3),
      spans: [{ serviceId: orders, status: 'up', from: NOW, to: NOW + 1 }],
      gaps: [{ from: NOW, to: NOW + 1, reason: 'stopped' }],
      incidents: [incident(NOW)],
      notifications: [notification(NOW)],
    });
    const read = () => {
      const { history, notice } = openHistory(folder);
      const found = {
        notice,
        samples: history.samples(orders, 0, NOW + 1, 9),
        hours: history.rollups(orders, 'hour', 0, NOW + 1),
        minutes: history.rollups(orders, 'minute', 0, NOW + 1),
        gaps: history.gaps(0, NOW + 2),
        open: history.openIncidents(),
        notifications: history.notifications({ now: NOW, limit: 9 }),
      };
      history.close();
      return found;
    };
    const { history } = openHistory(folder);
    history.append(kept);
    history.close();
    const first = read();
    expect(first).toMatchObject({
      notice: null,
      samples: kept.samples,
      gaps: kept.gaps,
      open: kept.incidents,
    });
    expect(first.hours).toHaveLength(2);
    expect(read()).toEqual(first);
  });

  it('is readable for its owner only', () => {
    const folder = temporaryFolder();
    const { history } = openHistory(folder);
    history.append(batch({ samples: [sample(NOW)] }));
    const modes = readdirSync(folder).map((name) => [
      name,
      (statSync(join(folder, name)).mode & 0o777).toString(8),
    ]);
    expect(Object.fromEntries(modes)).toEqual({
      'history.sqlite': '600',
      'history.sqlite-shm': '600',
      'history.sqlite-wal': '600',
    });
    history.close();
  });

  it(
    'loses no batch that was kept and keeps no part of one, over ten kills',
    { timeout: 180_000 },
    async () => {
      const folder = temporaryFolder();
      const path = join(folder, 'history.sqlite');
      let next = 0;
      for (let turn = 0; turn < 10; turn++) {
        const child = start('append-forever.ts', path, String(next));
        let said = '';
        child.stdout.on('data', (words: Buffer) => (said += words.toString()));
        await once(child.stdout, 'data');
        // Any moment will do: between two batches, inside one, or while the journal is folded into the file.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 60));
        await kill(child);
        const lines = said.split('\n').slice(0, -1);
        const { history, notice } = openHistory(folder);
        const samples = history.samples(orders, 0, Number.MAX_SAFE_INTEGER, 1e6);
        const hours = history.rollups(orders, 'hour', 0, Number.MAX_SAFE_INTEGER);
        history.close();
        const database = new DatabaseSync(path);
        const batches = Number(database.prepare('SELECT count(*) AS n FROM notifications').get()?.['n']);
        expect(database.prepare('PRAGMA quick_check').all()).toEqual([{ quick_check: 'ok' }]);
        database.close();
        expect(notice).toBeNull();
        expect(batches).toBeGreaterThan(Number(lines.at(-1)));
        expect(samples).toHaveLength(batches * 20);
        expect(hours.reduce((sum, { upSamples }) => sum + upSamples, 0)).toBe(batches * 20);
        expect(hours.reduce((sum, { upMs }) => sum + upMs, 0)).toBe(batches * 1000);
        next = batches;
      }
    },
  );
});

describe('a damaged history', () => {
  it.each<[string, (path: string) => void]>([
    ['has a broken header', (path) => overwrite(path, 0, 100)],
    ['is cut in half', (path) => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['is full of zeros', (path) => writeFileSync(path, Buffer.alloc(statSync(path).size))],
    [
      'is a text file',
      (path) => writeFileSync(path, 'not a database, but long enough to be looked at '.repeat(99)),
    ],
    ['has broken pages', (path) => overwrite(path, 40_960, 40_960)],
  ])('that %s is set aside whole, and a new one started', (_, damage) => {
    const folder = temporaryFolder();
    writeHistory(folder);
    const path = join(folder, 'history.sqlite');
    damage(path);
    const damaged = readFileSync(path);
    const { history, notice } = openHistory(folder);
    expect(notice).toBe(
      `history.sqlite was damaged: it has been set aside as ${SET_ASIDE} and a new history was started`,
    );
    expect(readFileSync(join(folder, SET_ASIDE)).equals(damaged)).toBe(true);
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    expect(history.samples(orders, 0, NOW + 1, 9)).toEqual([sample(NOW)]);
    history.close();
    expect(tryToOpen(folder)).toBe('opened');
  });

  it.each<[string, string]>([
    ['lacks a table', 'DROP TABLE samples'],
    ['lacks an index', 'DROP INDEX incidents_open'],
    ['lacks a column', 'ALTER TABLE samples DROP COLUMN tls'],
    ['has another table of that name', 'DROP TABLE evidence; CREATE TABLE evidence (x TEXT) STRICT'],
    ['has tables, but no version', 'PRAGMA user_version = 0'],
    ['has a table, but a version before it', 'PRAGMA user_version = 1; DROP TABLE gaps'],
    ['has a version that never was', 'PRAGMA user_version = -3'],
    [
      'is of another program',
      'DROP TABLE samples; DROP TABLE evidence; PRAGMA user_version = 1; CREATE TABLE evidence (x TEXT)',
    ],
  ])('that %s is set aside like any other', (_, change) => {
    const folder = temporaryFolder();
    writeHistory(folder);
    const database = new DatabaseSync(join(folder, 'history.sqlite'));
    database.exec(change);
    database.close();
    const { history, notice } = openHistory(folder);
    expect(notice).toContain(`set aside as ${SET_ASIDE}`);
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    history.close();
    expect(tryToOpen(folder)).toBe('opened');
  });

  it.each([
    ['no version', 'PRAGMA user_version = 0'],
    ['a version of ours', 'PRAGMA user_version = 1'],
  ])('that another program made, with %s, is set aside as it is', (_, version) => {
    const folder = temporaryFolder();
    const database = new DatabaseSync(join(folder, 'history.sqlite'));
    database.exec(`CREATE TABLE samples (precious); INSERT INTO samples VALUES ('p'); ${version}`);
    database.close();
    const before = readFileSync(join(folder, 'history.sqlite'));
    const { history, notice } = openHistory(folder);
    expect(notice).toContain(`set aside as ${SET_ASIDE}`);
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    expect(readFileSync(join(folder, SET_ASIDE)).equals(before)).toBe(true);
  });

  it.each(['history.sqlite-wal', 'history.sqlite-shm'])('whose %s is a folder goes on', (name) => {
    const folder = temporaryFolder();
    writeHistory(folder);
    mkdirSync(join(folder, name));
    const { history, notice } = openHistory(folder);
    expect(notice).toContain(`${name} was no plain file: it has been set aside`);
    expect(history.lastSamples(orders, 1, NOW)).toHaveLength(1);
  });

  it('that is a folder is set aside, too', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'history.sqlite'));
    writeFileSync(join(folder, 'history.sqlite', 'precious'), 'p');
    const { history, notice } = openHistory(folder);
    expect(notice).toContain(`set aside as ${SET_ASIDE}`);
    expect(readFileSync(join(folder, SET_ASIDE, 'precious'), 'utf8')).toBe('p');
    history.close();
  });

  it('never replaces one that was set aside before', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, SET_ASIDE), 'older');
    writeFileSync(join(folder, 'history.sqlite'), 'x'.repeat(5000));
    openHistory(folder).history.close();
    expect(readFileSync(join(folder, SET_ASIDE), 'utf8')).toBe('older');
    expect(readFileSync(join(folder, SET_ASIDE.replace('Z', 'Z-2')), 'utf8')).toBe('x'.repeat(5000));
  });

  it('that was emptied is told', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'history.sqlite'), '');
    const { history, notice } = openHistory(folder);
    expect(notice).toBe('history.sqlite was empty: a new history was started');
    history.close();
  });

  it.each([
    ['a read met the damage', true],
    ['nothing was read before', false],
  ])('that breaks while it is open is set aside at the next append, which can be repeated: %s', (_, read) => {
    const folder = temporaryFolder();
    // More than SQLite keeps in memory, or the damage would not be met.
    writeHistory(folder, 100_000);
    const { history, logged } = openHistory(folder);
    const path = join(folder, 'history.sqlite');
    overwrite(path, 4096, statSync(path).size - 4096);
    const found = read ? history.samples(orders, 0, NOW, 1e6) : [];
    expect(found).toEqual([]);
    expect(logged).toEqual(read ? ['error: history not read'] : []);
    const kept = batch({ samples: [sample(NOW)] });
    const first = history.append(kept);
    expect(first).toMatchObject({ ok: false, error: { message: expect.stringContaining(SET_ASIDE) } });
    expect(history.append(kept)).toMatchObject({ ok: true });
    expect(history.samples(orders, 0, NOW + 1, 9)).toEqual([sample(NOW)]);
    history.close();
  });

  it('hides rows that cannot be, says so, and goes on', () => {
    const folder = temporaryFolder();
    writeHistory(folder, 3);
    const database = new DatabaseSync(join(folder, 'history.sqlite'));
    database.exec(`
      UPDATE samples SET status = 9 WHERE period * 10000 + after = ${NOW - 2};
      UPDATE rollup_minute SET latencies = x'80';
      UPDATE incidents SET alerts = '{';
      UPDATE notifications SET delivered = 'perhaps';
    `);
    database.close();
    const { history, logged } = openHistory(folder);
    expect(history.samples(orders, 0, NOW, 9)).toEqual([sample(NOW - 3), sample(NOW - 1)]);
    expect(history.rollups(orders, 'minute', 0, NOW)).toEqual([]);
    expect(history.openIncidents()).toEqual([]);
    expect(history.notifications({ now: NOW, limit: 9 })).toEqual({ items: [], next: null });
    expect(logged).toEqual(Array(4).fill('error: history rows not understood'));
    expect(history.append(batch({ samples: [sample(NOW - 1)] }))).toMatchObject({ ok: true });
    expect(history.rollups(orders, 'minute', 0, NOW)).toHaveLength(1);
    history.close();
  });
});

describe('a history that cannot be had', () => {
  it('from a newer version is refused and left as it is', () => {
    const folder = temporaryFolder();
    writeHistory(folder);
    const path = join(folder, 'history.sqlite');
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 7');
    database.close();
    const before = readFileSync(path);
    expect(tryToOpen(folder)).toMatch(
      /was written by a newer Bellwether \(version 7, this one reads up to 2\): update/,
    );
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['history.sqlite']);
  });

  it('has a file in its way', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(tryToOpen(join(folder, 'file'))).toMatch(
      /^cannot open the history .*: a part of its path is a file, not a folder$/,
    );
    expect(tryToOpen(join(folder, 'missing'))).toMatch(/: it does not exist$/);
    symlinkSync(join(folder, 'history.sqlite'), join(folder, 'history.sqlite'));
    expect(tryToOpen(folder)).toMatch(/^cannot open the history /);
  });

  it('refuses an append while another program holds it, and takes the next', () => {
    const folder = temporaryFolder();
    const { history } = openHistory(folder);
    const other = new DatabaseSync(join(folder, 'history.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({
      error: {
        message: expect.stringMatching(/^cannot add to the history .*: another program keeps it locked$/),
      },
    });
    other.exec('ROLLBACK');
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    other.close();
    history.close();
  });

  it('keeps nothing of a batch that it refuses, not even the name of a new service', () => {
    const folder = temporaryFolder();
    const { history } = openHistory(folder);
    const never = sample(Number.NaN);
    expect(history.append(batch({ samples: [sample(NOW), never] }))).toMatchObject({ ok: false });
    expect(history.append(batch({ samples: [sample(NOW + 1)] }))).toMatchObject({ ok: true });
    history.close();
    const again = openHistory(folder).history;
    expect(again.samples(orders, 0, NOW + 9, 9)).toEqual([sample(NOW + 1)]);
    again.close();
  });

  it('refuses everything once it is closed, without a throw', () => {
    const { history } = openHistory(temporaryFolder());
    history.append(batch({ samples: [sample(NOW)] }));
    history.close();
    history.close();
    expect(history.append(batch())).toMatchObject({ ok: false });
    expect(history.samples(orders, 0, NOW + 1, 9)).toEqual([]);
    expect(history.notifications({ now: NOW, limit: 1 })).toEqual({ items: [], next: null });
  });

  const missing = noSmallDisk();
  it.skipIf(missing !== null)(
    `stays readable on a full disk and goes on when there is room again ${missing ?? ''}`,
    () => {
      const outcome = runOnSmallDisk('2m', temporaryFolder(), 'fill-disk.ts') as Record<
        string,
        Record<string, unknown>
      >;
      expect(outcome).toMatchObject({
        refusal: expect.stringMatching(/^cannot add to the history .*: the disk is full$/),
        whenFull: { again: expect.stringMatching(/the disk is full$/) },
        afterwards: { refusal: null },
      });
      expect(outcome['whenFull']?.['found']).toBe(outcome['whenFull']?.['kept']);
      expect(outcome['afterwards']?.['found']).toBe(outcome['afterwards']?.['kept']);
    },
  );
});

describe('a history whose file is touched by another hand while it is open', () => {
  function opened() {
    const folder = temporaryFolder();
    const { history, logged } = openHistory(folder);
    history.append(batch({ samples: samplesBefore(NOW, 2000) }));
    return { folder, path: join(folder, 'history.sqlite'), history, logged };
  }

  it.each<[string, (path: string) => void, RegExp]>([
    [
      'removed',
      (path) => rmSync(path),
      /^history\.sqlite was removed while it was in use: a new history was started$/,
    ],
    [
      'removed with its journal',
      (path) => ['', '-wal', '-shm'].forEach((suffix) => rmSync(path + suffix)),
      /was removed while it was in use/,
    ],
    [
      'exchanged for an empty one',
      (path) => (rmSync(path), writeFileSync(path, '')),
      /was empty: a new history was started/,
    ],
    [
      'exchanged for something else',
      (path) => (rmSync(path), writeFileSync(path, 'x'.repeat(9000))),
      /set aside as history\.corrupt/,
    ],
    ['exchanged for a folder', (path) => (rmSync(path), mkdirSync(path)), /set aside as history\.corrupt/],
    [
      'overwritten in its place',
      (path) => {
        foldIn(path);
        writeFileSync(path, Buffer.alloc(90_000, 'y'));
      },
      /set aside as history\.corrupt/,
    ],
    [
      'cut short',
      (path) => {
        foldIn(path);
        truncateSync(path, 5000);
      },
      /set aside as history\.corrupt/,
    ],
  ])('%s: told at the next look, and what comes is kept in another', (_, spoil, said) => {
    const { path, history } = opened();
    spoil(path);
    expect(history.look()).toEqual({
      ok: false,
      error: { message: expect.stringMatching(said), begunAnew: true },
    });
    expect(history.look()).toMatchObject({ ok: true });
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    history.close();
    const again = new DatabaseSync(path, { readOnly: true });
    expect(again.prepare('SELECT count(*) AS n FROM samples').get()?.['n']).toBe(1);
    again.close();
  });

  it('removed: the next batch is refused once, and can be repeated', () => {
    const { path, history } = opened();
    rmSync(path);
    const next = batch({ samples: [sample(NOW)] });
    expect(history.append(next)).toMatchObject({ ok: false, error: { begunAnew: true } });
    expect(history.append(next)).toMatchObject({ ok: true });
    expect(history.samples(orders, 0, NOW + 1, 9)).toEqual([sample(NOW)]);
    history.close();
  });

  it('exchanged for an older copy: that goes on, without the journal of the one that went', () => {
    const { folder, path, history } = opened();
    foldIn(path);
    const copy = join(folder, 'copy');
    copyFileSync(path, copy);
    history.append(batch({ samples: Array.from({ length: 50 }, (_, index) => sample(NOW + index)) }));
    renameSync(copy, path);
    expect(history.look()).toMatchObject({
      error: { message: expect.stringContaining('what is in its place goes on'), begunAnew: true },
    });
    expect(history.samples(orders, 0, NOW + 99, 9999)).toHaveLength(2000);
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    history.close();
    expect(openHistory(folder).notice).toBeNull();
  });

  it('its journal was removed: nothing is lost', () => {
    const { folder, path, history } = opened();
    rmSync(`${path}-wal`);
    expect(history.look()).toMatchObject({
      error: { message: expect.stringContaining('journal'), begunAnew: true },
    });
    expect(history.samples(orders, 0, NOW + 1, 9999)).toHaveLength(2000);
    history.close();
    expect(openHistory(folder).notice).toBeNull();
  });

  it('a table was dropped: it is set aside at the next batch, which can be repeated', () => {
    const { path, history } = opened();
    const other = new DatabaseSync(path);
    other.exec('DROP TABLE samples');
    other.close();
    const next = batch({ samples: [sample(NOW)] });
    expect(history.append(next)).toMatchObject({ error: { begunAnew: true } });
    expect(history.append(next)).toMatchObject({ ok: true });
    history.close();
  });

  it('only looked at, or folded in, by another program: it goes on', () => {
    const { path, history } = opened();
    foldIn(path);
    expect(history.look()).toMatchObject({ ok: true });
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({ ok: true });
    expect(history.samples(orders, 0, NOW + 1, 9999)).toHaveLength(2001);
    history.close();
  });

  it('in a folder that is another process’s by now: nothing is written or replaced', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'history.sqlite');
    let owned = true;
    const found = openSqliteHistory(path, clock, silentLogger, () => owned);
    if (!found.ok) throw new Error(found.error.message);
    const { history } = found.value;
    rmSync(path);
    owned = false;
    expect(history.append(batch({ samples: [sample(NOW)] }))).toMatchObject({
      error: { message: expect.stringContaining('no longer owns') },
    });
    expect(existsSync(path)).toBe(false);
    history.close();
  });

  it('read without an end: the journal grows, and that can be asked', () => {
    const { path, history } = opened();
    const reader = new DatabaseSync(path, { readOnly: true });
    reader.exec('BEGIN; SELECT count(*) FROM samples');
    for (let turn = 0; turn < 30; turn++) {
      const from = NOW + turn * 1_000_000;
      history.append(batch({ samples: samplesBefore(from, 2000, 'm'.repeat(80)) }));
    }
    const grown = history.look();
    expect(grown.ok && grown.value.journalBytes).toBeGreaterThan(6_000_000);
    reader.close();
    history.close();
  });
});

/** As another program may do it at any time. */
function foldIn(path: string): void {
  const other = new DatabaseSync(path);
  other.exec('PRAGMA wal_checkpoint(PASSIVE)');
  other.close();
}

describe('old rows', () => {
  it('go in slices, and the file shrinks', () => {
    const folder = temporaryFolder();
    const { history } = openHistory(folder);
    const DAY = 86_400_000;
    for (let hour = 0; hour < 24; hour++) {
      history.append(
        batch({ samples: samplesBefore(NOW - 9 * DAY + hour * 3_600_000, 5000, 'm'.repeat(80)) }),
      );
    }
    history.append(batch({ samples: [sample(NOW)] }));
    const path = join(folder, 'history.sqlite');
    history.close();
    const full = statSync(path).size;
    const again = openHistory(folder).history;
    const retention = { samplesMs: 7 * DAY, minutesMs: 30 * DAY, hoursMs: 400 * DAY };
    const slices: unknown[] = [];
    do slices.push(again.prune(NOW, retention));
    while (slices.length < 200 && (slices.at(-1) as { value: boolean }).value);
    again.close();
    expect(slices.length).toBeGreaterThan(60);
    expect(slices.at(-1)).toEqual({ ok: true, value: false });
    const reopened = openHistory(folder).history;
    expect(reopened.samples(orders, 0, NOW + 1, 9)).toEqual([sample(NOW)]);
    reopened.close();
    // What is left free is the reserve for the rows to come.
    expect(full).toBeGreaterThan(9_000_000);
    expect(statSync(path).size).toBeLessThan(8_800_000);
  });
});

function overwrite(path: string, from: number, length: number): void {
  const noise = Buffer.alloc(length, 'damage');
  writeSync(openSync(path, 'r+'), noise, 0, length, from);
}
