import { existsSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Clock, StorageFault } from '../ports.ts';
import { identityOf, markOfFile } from './file-mark.ts';
import type { Sharing } from './shared-links.ts';
import { createPrivately, fileTrouble, makeFolder, replaceFile } from './files.ts';
import { readText } from './read-text.ts';
import { databaseTrouble, saysBusy, saysDamaged } from './sqlite-trouble.ts';

/** What the process that owns a data folder tells of itself. */
export interface InstanceInfo {
  /** Random, one per run. */
  readonly id: string;
  readonly pid: number;
  readonly startedAt: number;
  readonly version: string;
  readonly host: string;
  /** `null` while it serves nothing. */
  readonly port: number | null;
  readonly url: string | null;
  /** `null` while only this machine reaches it. */
  readonly sharing: Sharing | null;
  /** It only keeps the place of a monitor that died and is about to be started again. */
  readonly restarting?: true | undefined;
  /** The process that starts it again when it dies, and has to be asked to end it for good. */
  readonly keeper?: number | undefined;
  /** File of the certificate that it shows; `null` over plain http. */
  readonly certificate: string | null;
  /** A secret by which commands of this user are told what no stranger is. */
  readonly key?: string | undefined;
}

export interface DataFolderLock {
  /** Says where this instance can be reached; replaces what it said before. */
  publish(info: InstanceInfo): Result<void, StorageFault>;
  /** Whether the file whose lock this process has still is the lock of the folder: without it, nothing is written there. */
  holds(): boolean;
  /** Takes the lock again where its file, or the folder, has gone or is another one; says again where this instance is. */
  tend(): Tended;
  release(): void;
}

type Tended =
  | { readonly kind: 'held' }
  /** Its file had gone: another has been made and locked. */
  | { readonly kind: 'taken-again' }
  /** Another process was quicker: this one has to end. */
  | { readonly kind: 'lost' }
  | { readonly kind: 'fault'; readonly message: string };

type LockFault =
  /** `instance` is `null` while the owner has not published anything yet. */
  | { readonly kind: 'owned'; readonly instance: InstanceInfo | null }
  | { readonly kind: 'fault'; readonly message: string };

const instanceSchema: z.ZodType<InstanceInfo> = z.object({
  id: z.string(),
  pid: z.int(),
  startedAt: z.number(),
  version: z.string(),
  host: z.string(),
  port: z.int().min(0).max(65_535).nullable(),
  url: z.string().nullable(),
  sharing: z
    .object({
      scheme: z.enum(['http', 'https']),
      names: z.array(z.string()),
      address: z.string().default('0.0.0.0'),
    })
    .nullable()
    .default(null),
  restarting: z.literal(true).optional(),
  keeper: z.int().positive().optional(),
  certificate: z.string().nullable().default(null),
  key: z.string().optional(),
});
const MAX_INSTANCE_BYTES = 10_000;

/** Somebody who only looks holds the lock for microseconds; an owner holds it for as long as it lives. */
const LOOKERS_TIMEOUT_MS = 100;

/** An owner looks for its lock each second (`careForDataFolder`), whether an event tells of it or not. */
const OWNERS_RETURN_MS = 3000;
const LOOK_EVERY_MS = 100;

/** A lock whose database were collected as garbage would open by itself. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only owner of a data folder, which is created when missing. The lock is SQLite's exclusive
 * lock on an empty file: the kernel gives it back however the process ends, so no lock is ever stale. It is a lock on
 * that file, not on its name: `tend` keeps the two together, and `letOwnerReturn` waits for that.
 */
export function lockDataFolder(folder: string): Result<DataFolderLock, LockFault> {
  const first = acquire(folder);
  if (!first.ok) return first;
  const instancePath = instanceFile(folder);
  let owned = first.value;
  let published: InstanceInfo | null = null;
  let saidMark = '';

  function holds(): boolean {
    return held.has(owned.database) && identityOf(lockFile(folder)) === owned.identity;
  }

  function say(info: InstanceInfo): void {
    replaceFile(instancePath, `${JSON.stringify(info)}\n`);
    saidMark = markOfFile(instancePath);
  }

  function tend(): Tended {
    if (!held.has(owned.database)) return { kind: 'held' };
    const again = holds() ? null : acquire(folder);
    if (again?.ok === false) return again.error.kind === 'owned' ? { kind: 'lost' } : again.error;
    if (again !== null) {
      const before = owned.database;
      owned = again.value;
      close(before);
    }
    try {
      if (published !== null && markOfFile(instancePath) !== saidMark) say(published);
    } catch (error) {
      return { kind: 'fault', message: `cannot write ${instancePath}: ${fileTrouble(error)}` };
    }
    return { kind: again === null ? 'held' : 'taken-again' };
  }

  return ok({
    publish: (info) => {
      published = info;
      try {
        say(info);
        return ok(undefined);
      } catch (error) {
        return err({ message: `cannot write ${instancePath}: ${fileTrouble(error)}` });
      }
    },
    holds,
    tend,
    release: () => {
      if (!held.has(owned.database)) return;
      try {
        // In a folder that is another's by now, it says where the other is.
        if (holds()) rmSync(instancePath, { force: true });
      } catch {
        // Without the lock nobody believes it.
      }
      close(owned.database);
    },
  });
}

interface Owned {
  readonly database: DatabaseSync;
  /** Of the file that is locked. */
  readonly identity: string | null;
}

function acquire(folder: string): Result<Owned, LockFault> {
  const fault = (why: string): Result<never, LockFault> =>
    err({ kind: 'fault', message: `cannot take over the data folder ${folder}: ${why}` });
  let database: DatabaseSync | null = null;
  try {
    makeFolder(folder);
    createPrivately(lockFile(folder));
    const inTheWay = ['lock.sqlite', 'lock.sqlite-journal', 'instance.json'].find(
      (name) => statSync(join(folder, name), { throwIfNoEntry: false })?.isFile() === false,
    );
    if (inTheWay !== undefined) return fault(`its ${inTheWay} is no plain file, move it away`);
    const identity = identityOf(lockFile(folder));
    database = new DatabaseSync(lockFile(folder), { timeout: LOOKERS_TIMEOUT_MS });
    database.exec('BEGIN EXCLUSIVE');
    // Left by an owner that was killed; from now on it would pass for what we say.
    rmSync(instanceFile(folder), { force: true });
    held.add(database);
    return ok({ database, identity });
  } catch (error) {
    database?.close();
    if (saysBusy(error)) return err({ kind: 'owned', instance: readInstanceFile(folder) });
    return fault(
      saysDamaged(error) ? 'its lock.sqlite is damaged, delete that file' : databaseTrouble(error),
    );
  }
}

function close(database: DatabaseSync): void {
  held.delete(database);
  database.close();
}

/**
 * To be awaited before the lock is taken. Where the lock's file went from a folder that is in use, its owner takes the new
 * one within a second; only when that has not happened is it known that there is none.
 */
export async function letOwnerReturn(folder: string, clock: Pick<Clock, 'after'>): Promise<void> {
  if (existsSync(lockFile(folder)) || !wasUsed(folder)) return;
  try {
    createPrivately(lockFile(folder));
  } catch {
    // Taking the lock will tell.
    return;
  }
  for (let waited = 0; waited < OWNERS_RETURN_MS; waited += LOOK_EVERY_MS) {
    if (lockState(folder) === 'held') return;
    await new Promise<void>((resolve) => {
      clock.after(LOOK_EVERY_MS, resolve);
    });
  }
}

function wasUsed(folder: string): boolean {
  return ['instance.json', 'state.json', 'history.sqlite'].some((name) => existsSync(join(folder, name)));
}

/** The live instance that owns the folder; `null` when there is none, or when it has not published anything yet. */
export function readInstance(folder: string): InstanceInfo | null {
  return lockState(folder) === 'held' ? readInstanceFile(folder) : null;
}

/** Only looks. A lock that cannot be looked at is held by nobody that this user could meet. */
export function lockState(folder: string): 'free' | 'held' | 'damaged' {
  let database: DatabaseSync | null = null;
  try {
    if (!statSync(lockFile(folder)).isFile()) return 'damaged';
    database = new DatabaseSync(lockFile(folder), { readOnly: true });
    database.prepare('SELECT 1 FROM sqlite_schema').get();
    return 'free';
  } catch (error) {
    if (saysBusy(error)) return 'held';
    return saysDamaged(error) ? 'damaged' : 'free';
  } finally {
    database?.close();
  }
}

function readInstanceFile(folder: string): InstanceInfo | null {
  const text = readText(instanceFile(folder), MAX_INSTANCE_BYTES);
  try {
    const decoded = instanceSchema.safeParse(JSON.parse(text.ok ? (text.value ?? '') : ''));
    return decoded.success ? decoded.data : null;
  } catch {
    return null;
  }
}

export function lockFile(folder: string): string {
  return join(folder, 'lock.sqlite');
}

function instanceFile(folder: string): string {
  return join(folder, 'instance.json');
}
