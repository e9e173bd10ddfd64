import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { withRunKey } from '../../../electron/adapters/run-key.ts';
import { careForSessions } from '../../../electron/adapters/session-care.ts';
import { sessionFile } from '../../../electron/adapters/session-file.ts';
import { NoticeBoard } from '../../../electron/engine/notice-board.ts';
import type { BegunSession, Sessions } from '../../../electron/ports.ts';
import type { Token } from '../../../shared/protocol/access.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';

const DAY_MS = 86_400_000;

function desk() {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-session-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [clock, tokens] = [new FakeClock(), new MemoryTokens()];
  tokens.add('secret', 'ann', 'operator');
  const [ann] = tokens.list() as readonly [Token];
  const warned: string[] = [];
  const silent = () => undefined;
  const logger = {
    debug: silent,
    info: silent,
    warn: (event: string) => void warned.push(event),
    error: silent,
  };
  const file = join(folder, 'sessions.json');
  /** As after a restart: nothing is remembered but the file. */
  const open = (data = folder, on = clock) => sessionFile(data, tokens, on, logger);
  return { folder, file, clock, tokens, ann, warned, open };
}

const find = (sessions: Sessions, { id, cookie, key }: BegunSession) =>
  sessions.find([{ id, value: cookie }], key);

describe('sessions in a file', () => {
  it('are there after a restart, under the same instance, and the file gives no half away', () => {
    const { file, ann, open } = desk();
    const before = open();
    const begun = before.begin(ann);
    const after = open();
    expect([after.instance, find(after, begun)]).toEqual([before.instance, { id: begun.id, token: ann }]);
    const text = readFileSync(file, 'utf8');
    for (const secret of [begun.cookie, begun.key, 'secret']) expect(text).not.toContain(secret);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('stay when somebody signed in with the key of a run, whose session ends with that', () => {
    const { folder, clock, tokens, ann, warned, open } = desk();
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    const before = sessionFile(folder, withRunKey(tokens, 'run-key'), clock, logger);
    const own = withRunKey(tokens, 'run-key').find('run-key');
    const [lasting, passing] = [before.begin(ann), before.begin(own ?? ann)];
    expect([find(before, lasting)?.token.name, find(before, passing)?.token.name]).toEqual([
      'ann',
      own?.name,
    ]);
    const after = open();
    expect([find(after, lasting)?.token, find(after, passing), warned]).toEqual([ann, null, []]);
  });

  it('need both halves of one session', () => {
    const { ann, open } = desk();
    const sessions = open();
    const [one, two] = [sessions.begin(ann), sessions.begin(ann)];
    const halves = [
      find(sessions, { ...one, key: two.key }),
      find(sessions, { ...one, cookie: two.cookie }),
      find(sessions, { ...one, id: two.id }),
      sessions.find([], one.key),
      find(sessions, { ...one, key: '' }),
    ];
    expect(halves).toEqual([null, null, null, null, null]);
    const among = [
      { id: one.id, value: 'junk' },
      { id: two.id, value: two.cookie },
      { id: one.id, value: one.cookie },
    ];
    expect(sessions.find(among, one.key)?.id).toBe(one.id);
    expect([sessions.hasHalf(among), sessions.hasHalf(among.slice(0, 1)), sessions.hasHalf([])]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('end by signing out, for good, and tell of it', () => {
    const { ann, open } = desk();
    const sessions = open();
    const begun = sessions.begin(ann);
    const ended: string[] = [];
    const stop = sessions.watch((id) => ended.push(id));
    sessions.end(begun.id);
    sessions.end(begun.id);
    stop();
    expect([find(sessions, begun), find(open(), begun), ended]).toEqual([null, null, [begun.id]]);
  });

  it('count as long as their token does, and a token of the same name is another one', () => {
    const { tokens, ann, open } = desk();
    const sessions = open();
    const begun = sessions.begin(ann);
    tokens.replace('ann', 'other');
    expect(find(sessions, begun)).toBeNull();
    tokens.revoke('ann');
    expect([find(sessions, begun), find(open(), begun)]).toEqual([null, null]);
  });

  it('end after 30 days in which nobody used them, restarted or not, and not a minute before', async () => {
    const { clock, ann, open } = desk();
    const running = open();
    const [used, idle] = [running.begin(ann), running.begin(ann)];
    for (let day = 0; day < 29; day++) {
      await clock.advance(DAY_MS);
      running.keepAwake(used.id);
    }
    await clock.advance(DAY_MS - 60_000);
    expect(find(open(), idle)?.id).toBe(idle.id);
    await clock.advance(60_000);
    expect([find(running, idle), find(running, used)?.id]).toEqual([null, used.id]);
    // What was written may be an hour old.
    await clock.advance(3_600_000);
    expect([find(open(), idle), find(open(), used)?.id]).toEqual([null, used.id]);
  });

  it('do not end because the wall clock is set', async () => {
    const { clock, ann, open } = desk();
    const sessions = open();
    const begun = sessions.begin(ann);
    clock.stepWall(5 * 365 * DAY_MS);
    await clock.advance(2 * 3_600_000);
    const other = sessions.begin(ann);
    expect(find(sessions, begun)?.id).toBe(begun.id);
    clock.stepWall(-5 * 365 * DAY_MS);
    expect([find(sessions, begun)?.id, find(open(), other)?.id]).toEqual([begun.id, other.id]);
  });

  it('do not end for good because of a restart under a wall clock that is years ahead', async () => {
    const { clock, ann, open } = desk();
    const begun = open().begin(ann);
    clock.setWall(5 * 365 * DAY_MS);
    const [misled, again] = [open(), open()];
    // It could be true: nobody is let in on it.
    expect(find(misled, begun)).toBeNull();
    const other = misled.begin(ann);
    await clock.advance(12 * 3_600_000);
    misled.keepAwake(other.id);
    clock.setWall(-5 * 365 * DAY_MS);
    expect([find(misled, begun)?.id, find(misled, other)?.id]).toEqual([begun.id, other.id]);
    expect([find(again, begun)?.id, find(open(), begun)?.id]).toEqual([begun.id, begun.id]);
  });

  it('are forgotten when they are idle by a clock that has stood for a day', async () => {
    const { clock, file, ann, open } = desk();
    const begun = open().begin(ann);
    clock.setWall(40 * DAY_MS);
    const sessions = open();
    await clock.advance(DAY_MS - 1);
    sessions.begin(ann);
    expect(readFileSync(file, 'utf8')).toContain(begun.id);
    await clock.advance(1);
    sessions.begin(ann);
    expect(readFileSync(file, 'utf8')).not.toContain(begun.id);
    clock.setWall(-40 * DAY_MS);
    expect(find(sessions, begun)).toBeNull();
  });

  it('are a hundred a token at most; the one that was not heard for longest gives way', async () => {
    const { clock, ann, tokens, open } = desk();
    tokens.add('look', 'team', 'viewer');
    const team = tokens.list()[1] as Token;
    const sessions = open();
    const [first, second, foreign] = [sessions.begin(ann), sessions.begin(ann), sessions.begin(team)];
    await clock.advance(1000);
    expect(find(sessions, first)).not.toBeNull();
    for (let count = 0; count < 99; count++) sessions.begin(ann);
    expect([find(sessions, first)?.id, find(sessions, second), find(sessions, foreign)?.id]).toEqual([
      first.id,
      null,
      foreign.id,
    ]);
  });

  it('are written again when their file was removed or changed, or could not be written, which is told', async () => {
    const { folder, file, clock, ann, open } = desk();
    const sessions = open();
    const board = new NoticeBoard(() => clock.wallNow(), silentLogger);
    onTestFinished(careForSessions(sessions, clock, board));
    const ids = () => board.list().map(({ id }) => id);
    const begun = sessions.begin(ann);
    await clock.advance(60_000);
    expect(ids()).toEqual([]);
    renameSync(folder, `${folder}-away`);
    await clock.advance(60_000);
    expect(ids()).toEqual(['sessions']);
    renameSync(`${folder}-away`, folder);
    rmSync(file, { force: true });
    await clock.advance(60_000);
    expect(ids()).not.toContain('sessions');
    writeFileSync(file, 'other');
    await clock.advance(60_000);
    expect(ids()).toEqual(['sessions-written-anew']);
    expect(find(open(), begun)?.id).toBe(begun.id);
  });

  it('that were never written are not missed, whoever else may write to the folder', () => {
    const { folder, warned, open } = desk();
    chmodSync(folder, 0o777);
    expect([open().notice, warned]).toEqual([null, []]);
  });

  it('are not written into a folder that is another process’s by now', () => {
    const { folder, file, clock, tokens, ann } = desk();
    const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
    let owned = true;
    const sessions = sessionFile(folder, tokens, clock, logger, () => owned);
    sessions.begin(ann);
    owned = false;
    writeFileSync(file, 'of the other');
    const begun = sessions.begin(ann);
    expect([find(sessions, begun)?.id, sessions.tend()]).toEqual([
      begun.id,
      { kind: 'fault', message: `${file} is in a folder that this process no longer owns` },
    ]);
    expect(readFileSync(file, 'utf8')).toBe('of the other');
  });

  it('of a newer version are set aside, not overwritten, which is told', () => {
    const { folder, file, clock, ann, open } = desk();
    writeFileSync(file, '{"version":2}', { mode: 0o600 });
    const sessions = open();
    const board = new NoticeBoard(() => clock.wallNow(), silentLogger);
    onTestFinished(careForSessions(sessions, clock, board));
    sessions.begin(ann);
    const aside = readdirSync(folder).find((name) => name.startsWith('sessions.corrupt-')) ?? '';
    expect(readFileSync(join(folder, aside), 'utf8')).toBe('{"version":2}');
    expect(board.list().map(({ message }) => message)).toEqual([expect.stringContaining(aside)]);
  });

  it('go on in memory where they cannot be written, and are written again as soon as that is possible', () => {
    const { folder, ann, warned, open } = desk();
    const sessions = open();
    const away = `${folder}-away`;
    renameSync(folder, away);
    const begun = sessions.begin(ann);
    expect([find(sessions, begun)?.id, warned]).toEqual([begun.id, ['sessions not kept']]);
    renameSync(away, folder);
    sessions.begin(ann);
    expect(find(open(), begun)?.id).toBe(begun.id);
  });

  it.each<[string, (file: string) => void]>([
    ['is broken', (file) => writeFileSync(file, '{"version":1')],
    [
      'is of another version',
      (file) => writeFileSync(file, '{"version":2,"instance":"00000000","sessions":[]}'),
    ],
    ['may be written by others', (file) => chmodSync(file, 0o622)],
    ['lies in a folder that others may write to', (file) => chmodSync(dirname(file), 0o777)],
    ['is a folder', (file) => (rmSync(file), mkdirSync(file))],
    [
      'is a link to elsewhere',
      (file) => {
        renameSync(file, `${file}.real`);
        symlinkSync(`${file}.real`, file);
      },
    ],
  ])('do not count when the file %s', (_, harm) => {
    const { file, ann, warned, open } = desk();
    const begun = open().begin(ann);
    harm(file);
    const sessions = open();
    expect([find(sessions, begun), warned]).toEqual([null, ['sessions of before do not count']]);
    expect(find(sessions, sessions.begin(ann))).not.toBeNull();
  });
});
