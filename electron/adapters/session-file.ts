import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { lstatSync, renameSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { TOKEN_NAME, type Token } from '../../shared/protocol/access.ts';
import type { Clock, CookieHalf, Logger, Sessions, Tokens } from '../ports.ts';
import { markOfFile } from './file-mark.ts';
import { fileTrouble, replaceFile, setAsidePath } from './files.ts';
import { foreignHand, standingOf } from './own-alone.ts';
import { readText } from './read-text.ts';

/** 192 bits each: nobody guesses one. */
const HALF_BYTES = 24;
const ID_BYTES = 4;
const IDLE_MS = 30 * 86_400_000;
/** Browsers of one token, beyond which the one that was not heard for longest has to sign in again. */
const MOST_OF_A_TOKEN = 100;
/** When a session was heard last is written this often. */
const HEARD_STEP_MS = 3_600_000;
/** A start whose wall clock is far ahead finds all of them idle: they are forgotten only where it has run for so long. */
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
const MAX_FILE_BYTES = 4_000_000;

const id = z.string().regex(/^[0-9a-f]{8}$/);
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const fileSchema = z.strictObject({
  version: z.literal(1),
  instance: id,
  sessions: z.array(
    z.strictObject({
      id,
      /** SHA-256, in hex, as of tokens: neither half is anywhere on this machine. */
      cookieHash: hash,
      keyHash: hash,
      token: z.string().regex(TOKEN_NAME),
      tokenCreatedAt: z.number(),
      /** By the wall clock, to within an hour. */
      heardAt: z.number(),
    }),
  ),
});
type Kept = Readonly<z.infer<typeof fileSchema>>;

type KeptSession = Kept['sessions'][number];

interface Known extends KeptSession {
  /** In this run, by the steady clock, so that a wall clock that is set ends no session; `null` before it was. */
  readonly heardNow: number | null;
}

export interface SessionFile extends Sessions {
  /** Of a file of before that did not count: one sentence. */
  readonly notice: string | null;
  /** Writes the file again where another hand removed or changed it, or where it could not be written. */
  tend(): { readonly kind: 'kept' | 'written-anew' } | { readonly kind: 'fault'; readonly message: string };
}

/**
 * Sessions in a file of the data folder, `sessions.json`, which only the owner of the folder's lock writes. Memory leads: where it cannot be
 * written, people stay signed in until the restart. One whose token cannot be found does not count, and counts again when it can: a folder
 * that could not be read for a moment signs nobody out. Nor does a wall clock that is ahead for a while: who is idle by it is not let in, and is
 * again when it is right.
 */
export function sessionFile(
  dataFolder: string,
  tokens: Tokens,
  clock: Clock,
  logger: Logger,
  owned: () => boolean = () => true,
): SessionFile {
  const path = join(dataFolder, 'sessions.json');
  const { kept, notice } = readKept(dataFolder, path, clock, logger);
  const instance = kept?.instance ?? randomBytes(ID_BYTES).toString('hex');
  const startedAt = clock.monotonicNow();
  let known: readonly Known[] = (kept?.sessions ?? []).map((session) => ({ ...session, heardNow: null }));
  /** How far the wall clock was before the steady one, when that was least. */
  let leastAheadMs = Infinity;

  /** By the steady clock. What is written may be an hour old, and by a wall clock that was wrong at the start if it is set back now. */
  function lastHeard({ heardNow, heardAt }: Known): number {
    leastAheadMs = Math.min(leastAheadMs, clock.wallNow() - clock.monotonicNow());
    return heardNow ?? Math.min(startedAt, heardAt + HEARD_STEP_MS - leastAheadMs);
  }

  /** What the file says of when each was heard. */
  const written = new Map(known.map((session) => [session.id, lastHeard(session)]));
  const watchers = new Set<(id: string) => void>();

  /** Of the file that was read or written last; `null` before there is one. */
  let keptMark = kept === null ? null : markOfFile(path);
  let trouble: string | null = null;

  const isAwake = (session: Known) => clock.monotonicNow() - lastHeard(session) < IDLE_MS;

  function save(next: readonly Known[]): void {
    const forgets = clock.monotonicNow() - startedAt >= FORGOTTEN_AFTER_MS;
    known = next.filter((session) => isAwake(session) || !forgets);
    written.clear();
    for (const session of known) written.set(session.id, lastHeard(session));
    if (!owned()) {
      trouble = `${path} is in a folder that this process no longer owns`;
      return;
    }
    const aheadMs = clock.wallNow() - clock.monotonicNow();
    // Whoever signed in with the key of this run stays until its end: that has no name of a token, and would spoil the file.
    const lasting = known.filter(({ token }) => TOKEN_NAME.test(token));
    const sessions = lasting.map(({ heardNow, ...session }) => ({
      ...session,
      heardAt: heardNow === null ? session.heardAt : Math.round(heardNow + aheadMs),
    }));
    try {
      replaceFile(path, `${JSON.stringify({ version: 1, instance, sessions } satisfies Kept)}\n`);
      keptMark = markOfFile(path);
      trouble = null;
    } catch (error) {
      trouble = `cannot write ${path}: ${fileTrouble(error)}`;
      logger.warn('sessions not kept', { path, message: fileTrouble(error) });
    }
  }

  function keepAwake(heard: string): void {
    const now = clock.monotonicNow();
    const next = known.map((session) => (session.id === heard ? { ...session, heardNow: now } : session));
    const due = now - (written.get(heard) ?? now) >= HEARD_STEP_MS;
    if (due) save(next);
    else known = next;
  }

  function end(ended: string): void {
    if (!known.some((session) => session.id === ended)) return;
    save(known.filter((session) => session.id !== ended));
    for (const watcher of watchers) watcher(ended);
  }

  function tend(): ReturnType<SessionFile['tend']> {
    const touched = keptMark !== null && markOfFile(path) !== keptMark;
    if (touched || trouble !== null) save(known);
    if (trouble !== null) return { kind: 'fault', message: trouble };
    return { kind: touched ? 'written-anew' : 'kept' };
  }

  return {
    instance,
    notice,
    tend,
    begin: (token) => {
      const own = known
        .filter((session) => isOf(session, token))
        .toSorted((a, b) => lastHeard(a) - lastHeard(b));
      for (const { id: longest } of own.slice(0, Math.max(0, own.length + 1 - MOST_OF_A_TOKEN))) end(longest);
      const begun = {
        id: randomBytes(ID_BYTES).toString('hex'),
        cookie: randomBytes(HALF_BYTES).toString('base64url'),
        key: randomBytes(HALF_BYTES).toString('base64url'),
      };
      save([
        ...known,
        {
          id: begun.id,
          cookieHash: hashOf(begun.cookie),
          keyHash: hashOf(begun.key),
          token: token.name,
          tokenCreatedAt: token.createdAt,
          heardAt: clock.wallNow(),
          heardNow: clock.monotonicNow(),
        },
      ]);
      return begun;
    },
    find: (cookies, key) => {
      const keyHash = hashOf(key);
      const found = known.find((session) => isSame(session.keyHash, keyHash));
      if (found === undefined || !isAwake(found) || !cookies.some((half) => isHalfOf(found, half)))
        return null;
      const token = tokens.list().find((candidate) => isOf(found, candidate));
      if (token === undefined) return null;
      keepAwake(found.id);
      return { id: found.id, token };
    },
    hasHalf: (cookies) => known.some((session) => cookies.some((half) => isHalfOf(session, half))),
    keepAwake,
    end,
    watch: (onEnd) => {
      // The same callback may watch twice.
      const watcher = (ended: string) => onEnd(ended);
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
  };
}

/** What does not count is set aside, as nothing of before is overwritten; then people sign in again. */
function readKept(
  dataFolder: string,
  path: string,
  clock: Clock,
  logger: Logger,
): { readonly kept: Kept | null; readonly notice: string | null } {
  const text = isOursAlone(dataFolder, path) ? readText(path, MAX_FILE_BYTES) : null;
  if (text?.ok === true && text.value === null) return { kept: null, notice: null };
  const kept = text?.ok === true ? decode(text.value ?? '') : null;
  if (kept !== null) return { kept, notice: null };
  logger.warn('sessions of before do not count', { path });
  const aside = setAsidePath(path, clock.wallNow());
  try {
    renameSync(path, aside);
    const notice = `${basename(path)} did not count: it has been set aside as ${basename(aside)}, and everybody signs in again.`;
    return { kept: null, notice };
  } catch (error) {
    const notice = `${basename(path)} does not count and cannot be set aside: ${fileTrouble(error)}.`;
    return { kept: null, notice };
  }
}

function decode(text: string): Kept | null {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Whoever else may write it could make himself an operator. One that is not there is nobody's. */
function isOursAlone(dataFolder: string, path: string): boolean {
  try {
    const file = lstatSync(path, { throwIfNoEntry: false });
    if (file === undefined) return true;
    const isFolderOwn = standingOf(dataFolder, 'data folder', true).kind === 'own';
    return isFolderOwn && file.isFile() && foreignHand(file) === null;
  } catch {
    return false;
  }
}

function isOf(session: KeptSession, token: Token): boolean {
  return session.token === token.name && session.tokenCreatedAt === token.createdAt;
}

function isHalfOf(session: KeptSession, half: CookieHalf): boolean {
  return session.id === half.id && isSame(session.cookieHash, hashOf(half.value));
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

function isSame(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
