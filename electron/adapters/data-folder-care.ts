import { accessSync, constants, watch } from 'node:fs';
import { capitalised } from '../../shared/lib/capitalised.ts';
import type { Cancel, Clock, Logger } from '../ports.ts';
import type { DataFolderLock } from './data-folder-lock.ts';
import { eachRound } from './each-round.ts';
import { identityOf } from './file-mark.ts';
import { fileTrouble } from './files.ts';
import type { LogFile } from './pino-logger.ts';

/** Events tell of most of it at once; of the rest somebody is to know within a minute, and each look wakes an idle machine. */
const LOOK_EVERY_MS = 10_000;
/** Where no event comes, too: a second monitor waits three seconds for an owner to take its lock again (`letOwnerReturn`). */
const LOCK_EVERY_MS = 1000;
/** Whoever removes the whole folder shall come to the end of it. */
const AFTER_EVENT_MS = 100;

interface CareParts {
  readonly folder: string;
  readonly lock: DataFolderLock;
  readonly logFile: Pick<LogFile, 'tend' | 'path'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notices: {
    post(id: string, severity: 'warning' | 'error', message: string): void;
    withdraw(id: string): void;
  };
  /** Another process owns the folder now: this one ends, and writes nothing any more. */
  onLost(this: void, message: string): void;
}

/**
 * Notices while the monitor runs that its data folder, the lock in it or its log was removed, exchanged or shut, tells it and
 * makes anew what can be. State, history and sessions look after their own files (`StateStore.isKept`, `History.look`,
 * `SessionFile.tend`), once the folder is this process's again. What is kept in the folder from now on has to be looked after, too.
 */
export function careForDataFolder(parts: CareParts): Cancel {
  const { folder, lock, clock, logger, notices } = parts;
  let identity = identityOf(folder);
  let stopEvents = onEvents(folder, lookSoon);
  let cancelSoon: Cancel | null = null;
  let lost = false;

  function lookSoon(): void {
    cancelSoon ??= clock.after(AFTER_EVENT_MS, () => {
      cancelSoon = null;
      look();
    });
  }

  function look(): void {
    if (lost) return;
    const tended = lock.tend();
    switch (tended.kind) {
      case 'held':
        tell(shut(folder));
        break;
      case 'fault':
        tell(tended.message);
        break;
      case 'taken-again':
        tellMadeAnew();
        tell(shut(folder));
        break;
      case 'lost':
        lost = true;
        parts.onLost(
          `another Bellwether has taken over the data folder ${folder}, whose lock was removed or exchanged`,
        );
        return;
    }
    tendLog(parts);
  }

  function tell(trouble: string | null): void {
    if (trouble === null) notices.withdraw('data-folder');
    else {
      const then = 'Monitoring goes on, but what happens may be forgotten with the next restart.';
      notices.post('data-folder', 'error', `${capitalised(trouble)}. ${then}`);
    }
  }

  /** Stays until the next start: somebody may want to know what did it. */
  function tellMadeAnew(): void {
    const now = identityOf(folder);
    const what = now === identity ? `${folder}/lock.sqlite` : `the data folder ${folder}`;
    identity = now;
    stopEvents();
    stopEvents = onEvents(folder, lookSoon);
    logger.warn('lock of the data folder taken again', { what });
    const message = `While Bellwether was running, ${what} was removed or exchanged: it has been made anew.`;
    notices.post('data-folder-made-anew', 'warning', message);
  }

  const stopLooks = eachRound(clock, LOOK_EVERY_MS, look);
  const stopLock = eachRound(clock, LOCK_EVERY_MS, () => {
    if (!lock.holds()) look();
  });
  look();
  return () => {
    stopLooks();
    stopLock();
    cancelSoon?.();
    stopEvents();
  };
}

/** Stays as well when a log was begun anew: what was in the old one is gone. */
function tendLog({ logFile, logger, notices }: CareParts): void {
  try {
    const begunAnew = logFile.tend();
    notices.withdraw('log');
    if (!begunAnew) return;
    logger.warn('log begun anew, its file was removed or exchanged');
    notices.post(
      'log-begun-anew',
      'warning',
      `${logFile.path} was removed or exchanged: a new log was begun.`,
    );
  } catch (error) {
    notices.post('log', 'error', `The log ${logFile.path} cannot be written: ${fileTrouble(error)}.`);
  }
}

/** Asked rather than tried: it costs nothing, and tells of a disk that has become read-only, too. */
function shut(folder: string): string | null {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return null;
  } catch (error) {
    return `the data folder ${folder} cannot be used: ${fileTrouble(error)}`;
  }
}

/** Only so that it is sooner than the next look: whoever removes the lock's file may start another monitor at once. */
function onEvents(folder: string, look: () => void): Cancel {
  try {
    const watcher = watch(folder, { persistent: false }, (event) => {
      if (event === 'rename') look();
    });
    watcher.on('error', () => watcher.close());
    return () => watcher.close();
  } catch {
    return () => {};
  }
}
