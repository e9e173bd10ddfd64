import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { linkSync, rmSync, unlinkSync, watch } from 'node:fs';
import { join } from 'node:path';
import { untilNextRound } from '../../shared/lib/rounds.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { TOKEN_NAME, TOKEN_NAME_EXPECTED, type Role } from '../../shared/protocol/access.ts';
import type { Cancel, Clock, Tokens } from '../ports.ts';
import { fileTrouble, hasCode, makeFolder, replaceFile } from './files.ts';
import { foreignFolder, markOf, readTokens, type KeptToken, type Reading } from './token-files.ts';

/** 192 bits: nobody guesses it, and as a link it still fits on a line. `TOKEN_SECRET` says what it looks like. */
const SECRET_BYTES = 24;
/** A revoked token has to be out within a second, also where no event tells of it. */
const LOOK_MS = 500;
/** While there is none that could be revoked. Whoever signs in, or looks at the list, asks at once. */
const EMPTY_LOOK_MS = 60_000;

export interface TokenFolder extends Tokens {
  /** Gives the secret, which cannot be had again. The error is one sentence. */
  create(name: string, role: Role, now: number): Result<string, string>;
  /** `false` when there was none of that name. */
  revoke(name: string): Result<boolean, string>;
}

/**
 * The tokens of a data folder, one to a file: creating is making a file that was not there, revoking is deleting one. So
 * the command line and a running instance can both do it at any time without undoing each other's work. Only what nobody
 * but this user could have put there counts.
 */
export function tokenFolder(dataFolder: string): TokenFolder {
  const folder = join(dataFolder, 'tokens');
  const pathOf = (name: string) => join(folder, `${name}.json`);
  const watchers = new Set<() => void>();
  /** While anybody watches: one look serves all. */
  let looking: Looking | null = null;
  let known: { readonly mark: string; readonly reading: Reading } | null = null;

  /**
   * Read again whenever anything in the folder is another than before, and told of then: a token that came, was used and
   * went between two looks of a watcher would leave no difference between those.
   */
  function current(): Reading {
    const mark = markOf(dataFolder, folder);
    if (known?.mark !== mark) {
      known = { mark, reading: readTokens(dataFolder, folder) };
      for (const watcher of watchers) queueMicrotask(watcher);
      looking?.plan();
    }
    return known.reading;
  }

  const lookMs = () => (known?.reading.tokens.length === 0 ? EMPTY_LOOK_MS : LOOK_MS);

  return {
    list: () => current().tokens.map(({ name, role, createdAt }) => ({ name, role, createdAt })),
    faults: () => current().faults,
    find: (secret) => {
      const hash = hashOf(secret);
      const [found] = current().tokens.filter((token) =>
        timingSafeEqual(hash, Buffer.from(token.hash, 'hex')),
      );
      return found === undefined ? null : { name: found.name, role: found.role, createdAt: found.createdAt };
    },
    watch: (clock, onChange) => {
      current();
      // The same callback may watch twice.
      const watcher = () => onChange();
      watchers.add(watcher);
      looking ??= lookAgainAndAgain(folder, clock, current, lookMs);
      return () => {
        watchers.delete(watcher);
        if (watchers.size > 0) return;
        looking?.stop();
        looking = null;
      };
    },
    create: (name, role, now) => {
      if (!TOKEN_NAME.test(name)) return err(`the name of a token is ${TOKEN_NAME_EXPECTED}`);
      const secret = randomBytes(SECRET_BYTES).toString('base64url');
      const hash = hashOf(secret).toString('hex');
      const kept: KeptToken = { version: 1, name, role, hash, createdAt: now };
      const draft = join(folder, `.${name}.${process.pid}`);
      try {
        makeFolder(folder);
        const foreign = foreignFolder(dataFolder, folder);
        if (foreign !== null) return err(`no token is made, because it would not count: ${foreign}`);
        replaceFile(draft, `${JSON.stringify(kept)}\n`);
        // Unlike a rename, a link never replaces the token that somebody else just made.
        linkSync(draft, pathOf(name));
        return ok(secret);
      } catch (error) {
        if (hasCode(error, 'EEXIST'))
          return err(`there is a token "${name}" already; revoke it first, or choose another name`);
        return err(`cannot write ${pathOf(name)}: ${fileTrouble(error)}`);
      } finally {
        rmSync(draft, { force: true });
      }
    },
    revoke: (name) => {
      if (!TOKEN_NAME.test(name)) return ok(false);
      try {
        unlinkSync(pathOf(name));
        return ok(true);
      } catch (error) {
        if (hasCode(error, 'ENOENT')) return ok(false);
        return err(`cannot delete ${pathOf(name)}: ${fileTrouble(error)}`);
      }
    },
  };
}

/** Posts a notice while something lies among the tokens that is none, or while others could put some there. */
export function tellOfFaults(
  tokens: Tokens,
  clock: Clock,
  notices: {
    post(id: string, severity: 'warning', message: string): void;
    withdraw(id: string): void;
  },
): Cancel {
  const look = () => {
    const faults = tokens.faults();
    if (faults.length === 0) notices.withdraw('tokens');
    else notices.post('tokens', 'warning', `${faults.join('. ')}.`);
  };
  look();
  return tokens.watch(clock, look);
}

interface Looking {
  /** How long the next look may wait is another than before. */
  plan(): void;
  stop(): void;
}

function lookAgainAndAgain(
  folder: string,
  clock: Clock,
  look: () => unknown,
  everyMs: () => number,
): Looking {
  let cancel: Cancel = () => {};
  function plan(): void {
    cancel();
    cancel = clock.after(untilNextRound(clock.monotonicNow(), everyMs()), () => {
      plan();
      look();
    });
  }
  plan();
  const stopEvents = onEvents(folder, look);
  return {
    plan,
    stop: () => {
      cancel();
      stopEvents();
    },
  };
}

/** A folder that is not there yet, or no more watches to be had: then looking is all there is. */
function onEvents(folder: string, look: () => unknown): Cancel {
  try {
    const watcher = watch(folder, { persistent: false }, () => void look());
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
