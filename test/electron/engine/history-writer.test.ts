import { openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openSqliteHistory } from '../../../electron/adapters/sqlite-history.ts';
import { HistoryWriter } from '../../../electron/engine/history-writer.ts';
import { NoticeBoard } from '../../../electron/engine/notice-board.ts';
import type { HistoryBatch } from '../../../electron/ports.ts';
import { Desk } from '../../builders/engine.ts';
import { batch, sample } from '../../builders/record.ts';
import { service, serviceId } from '../../builders/service.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { MemoryHistory } from '../../fakes/memory-history.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';
import { temporaryFolder } from '../adapters/storage-fixture.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 86_400_000;
const RETENTION = { samplesMs: 7 * DAY, minutesMs: 30 * DAY, hoursMs: 400 * DAY };

/** Notes what it is asked to keep and to delete; there are `slices` to delete. */
class NotedHistory extends MemoryHistory {
  readonly appended: { readonly at: number; readonly size: number }[] = [];
  readonly pruned: number[] = [];
  slices = 1;
  readonly #clock: FakeClock;

  constructor(clock: FakeClock) {
    super();
    this.#clock = clock;
  }

  override append(rows: HistoryBatch) {
    this.appended.push({ at: this.#clock.monotonicNow(), size: rows.samples.length });
    return super.append(rows);
  }

  override prune() {
    this.pruned.push(this.#clock.monotonicNow() / SECOND);
    this.slices -= 1;
    return { ok: true, value: this.slices > 0 } as const;
  }
}

function desk() {
  const clock = new FakeClock();
  const history = new NotedHistory(clock);
  const logged: object[] = [];
  const note = (event: string, fields: object = {}) => void logged.push({ event, ...fields });
  const logger = { debug: note, info: note, warn: note, error: note };
  const now = () => clock.wallNow();
  const notices = new NoticeBoard(now, silentLogger);
  const trust = { clock: true };
  const pruneAt = () => (trust.clock ? now() : null);
  const writer = new HistoryWriter({ history, clock, logger }, notices, now, RETENTION, pruneAt);
  const start = now();
  const add = (from: number, count: number) => {
    writer.add({ samples: Array.from({ length: count }, (_, index) => sample(start + from + index)) });
  };
  const kept = () =>
    history.samples(serviceId('orders'), 0, Number.MAX_SAFE_INTEGER, 1e6).map(({ at }) => at - start);
  return { clock, history, logged, notices, writer, add, kept, trust };
}

describe('history that cannot be written', () => {
  it('is kept in memory up to a bound, the oldest goes first; it is told, and so is that it goes on', async () => {
    const { clock, history, logged, notices, writer, add, kept } = desk();
    history.fault = 'the disk is full';
    for (let from = 0; from < 25_010; from += 5002) add(from, 5002);
    await clock.advance(SECOND);
    expect(writer.facts).toMatchObject({ waiting: 25_000, dropped: 10 });
    expect(notices.list()).toMatchObject([
      {
        id: 'history',
        severity: 'error',
        message:
          'History cannot be written: the disk is full. Monitoring goes on; what happens is kept in memory until it can.',
      },
    ]);
    history.fault = null;
    await clock.advance(10 * SECOND);
    expect(notices.list()).toEqual([]);
    expect(logged.at(-1)).toEqual({ event: 'history is written again', dropped: 10 });
    expect(writer.facts).toEqual({ failingSince: null, waiting: 0, dropped: 0 });
    expect(kept()).toEqual(Array.from({ length: 25_000 }, (_, index) => index + 10));
  });

  it('is tried once a second, however often somebody wants to read it', async () => {
    const { clock, history, writer, add } = desk();
    history.fault = 'the disk is full';
    add(0, 10);
    for (let turn = 0; turn < 30; turn++) {
      writer.flush();
      await clock.advance(SECOND / 10);
    }
    expect(history.appended.map(({ at }) => at)).toEqual([0, 1000, 2000, 3000]);
  });
});

describe('history that has piled up', () => {
  it('is written in slices, with time for probing in between', async () => {
    const { clock, history, add, kept } = desk();
    add(0, 1200);
    await clock.advance(2 * SECOND);
    expect(history.appended).toEqual([
      { at: 1000, size: 500 },
      { at: 1100, size: 500 },
      { at: 1200, size: 200 },
    ]);
    expect(kept()).toHaveLength(1200);
  });

  it('is written to the last row at the end', () => {
    const { clock, writer, add, kept } = desk();
    add(0, 1200);
    writer.stop();
    // Somebody is late; the file may be closed by now.
    add(1200, 1);
    expect([kept().length, clock.pendingTimers]).toEqual([1200, 0]);
  });
});

describe('the writer', () => {
  it('wakes only to look after the file while there is nothing to write or to delete', async () => {
    const { clock, add } = desk();
    await clock.advance(2 * SECOND);
    expect(clock.pendingAt).toEqual([31 * SECOND]);
    add(0, 1);
    expect(clock.pendingAt).toEqual([3 * SECOND]);
  });

  it('goes on after a defect in storage', async () => {
    const { clock, history, add, kept } = desk();
    const append = history.append.bind(history);
    history.append = () => {
      throw new Error('a defect');
    };
    add(0, 3);
    await expect(clock.advance(SECOND)).rejects.toThrow('a defect');
    history.append = append;
    await clock.advance(SECOND);
    expect(kept()).toEqual([0, 1, 2]);
  });
});

describe('what is older than its retention', () => {
  it('goes slice by slice, one a second, and again every ten minutes', async () => {
    const { clock, history } = desk();
    history.slices = 4;
    await clock.advance(9 * MINUTE);
    expect(history.pruned).toEqual([1, 2, 3, 4]);
    history.slices = 2;
    await clock.advance(2 * MINUTE);
    expect(history.pruned.slice(4)).toEqual([604, 605]);
  });

  it('stays while the clock is not to be trusted', async () => {
    const { clock, history, trust } = desk();
    trust.clock = false;
    await clock.advance(30 * MINUTE);
    expect(history.pruned).toEqual([]);
    trust.clock = true;
    await clock.advance(10 * MINUTE);
    expect(history.pruned.length).toBeGreaterThan(0);
  });

  it('stays while history cannot be written', async () => {
    const { clock, history, add } = desk();
    history.fault = 'the disk is full';
    add(0, 1);
    await clock.advance(5 * SECOND);
    expect(history.pruned).toEqual([]);
    history.fault = null;
    await clock.advance(SECOND);
    expect(history.pruned).toEqual([6]);
  });
});

it('a file that is damaged while it is open is set aside, which stays told; monitoring and history go on', async () => {
  const folder = temporaryFolder();
  const path = join(folder, 'history.sqlite');
  const watched = new Desk(service());
  const open = () => {
    const opened = openSqliteHistory(path, watched.clock, silentLogger);
    if (!opened.ok) throw new Error(opened.error.message);
    return opened.value.history;
  };
  const now = watched.clock.wallNow();
  // More than SQLite keeps in memory, or the damage would not be met.
  const full = open();
  full.append(batch({ samples: Array.from({ length: 100_000 }, (_, index) => sample(now - index * 10)) }));
  full.close();
  const history = open();
  watched.history = history;
  watched.start();
  await watched.clock.advance(40 * SECOND);

  const file = openSync(path, 'r+');
  const length = statSync(path).size - 4096;
  writeSync(file, Buffer.alloc(length, 'damage'), 0, length, 4096);
  const damagedAt = watched.clock.wallNow();
  watched.engine.dashboard.ask({ type: 'history', id: 'orders', from: now - 1000 * SECOND, to: now });
  await watched.clock.advance(120 * SECOND);

  expect(watched.status('orders')).toBe('up');
  const aside = readdirSync(folder).find((name) => /^history\.corrupt-[^.]+\.sqlite$/.test(name));
  expect(watched.engine.dashboard.snapshot().notices).toMatchObject([
    {
      id: 'history-begun-anew',
      message: `history.sqlite was damaged: it has been set aside as ${aside} and a new history was started`,
    },
  ]);
  expect(watched.engine.dashboard.health()).toMatchObject({ status: 'pass', storage: { waiting: 0 } });
  const samples = history.samples(serviceId('orders'), damagedAt, watched.clock.wallNow(), 99);
  expect(samples.map(({ status }) => status)).toEqual(['up', 'up', 'up', 'up']);
  history.close();
});

describe('a history that nobody writes to', () => {
  function idle() {
    const clock = new FakeClock();
    const notices = new NoticeBoard(() => clock.wallNow(), silentLogger);
    const history = new MemoryHistory();
    const writer = new HistoryWriter(
      { history, clock, logger: silentLogger },
      notices,
      () => clock.wallNow(),
      RETENTION,
      () => clock.wallNow(),
    );
    const told = () => notices.list().map(({ id, severity, message }) => `${severity} ${id}: ${message}`);
    return { clock, history, writer, told };
  }

  it('is looked at all the same: what happened to it is told within a minute', async () => {
    const { clock, history, told } = idle();
    await clock.advance(5 * SECOND);
    history.lookFault = { message: 'history.sqlite was removed', begunAnew: true };
    await clock.advance(MINUTE);
    expect(told()).toEqual(['warning history-begun-anew: history.sqlite was removed']);
  });

  it('and cannot be written is known to be in order again', async () => {
    const { clock, history, told } = idle();
    history.fault = 'its folder is gone';
    await clock.advance(MINUTE);
    expect(told()).toEqual([expect.stringMatching(/^error history: .*its folder is gone/)]);
    history.fault = null;
    await clock.advance(2 * SECOND);
    expect(told()).toEqual([]);
  });

  it('has a journal that another program lets grow: told from a bound on, with its size, until it is cut back', async () => {
    const { clock, history, told } = idle();
    history.journalBytes = 63_000_000;
    await clock.advance(MINUTE);
    expect(told()).toEqual([]);
    for (const [bytes, said] of [
      [65_000_000, 'beyond 64 MB'],
      [1_300_000_000, 'beyond 1280 MB'],
    ] as const) {
      history.journalBytes = bytes;
      await clock.advance(MINUTE);
      expect(told()).toEqual([
        expect.stringMatching(new RegExp(`^warning history-journal: .*${said}.*Close`)),
      ]);
    }
    history.journalBytes = 16_000_000;
    await clock.advance(MINUTE);
    expect(told()).toEqual([]);
  });
});
