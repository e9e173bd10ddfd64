import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { StorageFault } from '../ports.ts';
import type { Sharing } from './own-names.ts';
import { createPrivately, fileTrouble, makeFolder, replaceFile } from './files.ts';
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
  /** File of the certificate that it shows; `null` over plain http. */
  readonly certificate: string | null;
}

export interface DataFolderLock {
  /** Says where this instance can be reached; replaces what it said before. */
  publish(info: InstanceInfo): Result<void, StorageFault>;
  release(): void;
}

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
    .object({ scheme: z.enum(['http', 'https']), names: z.array(z.string()) })
    .nullable()
    .default(null),
  restarting: z.literal(true).optional(),
  certificate: z.string().nullable().default(null),
});
const MAX_INSTANCE_BYTES = 10_000;

/** Somebody who only looks holds the lock for microseconds; an owner holds it for as long as it lives. */
const LOOKERS_TIMEOUT_MS = 100;

/** A lock whose database were collected as garbage would open by itself. */
const held = new Set<DatabaseSync>();

/**
 * Makes this process the only owner of a data folder, which is created when missing. The lock is SQLite's exclusive
 * lock on an empty file: the kernel gives it back however the process ends, so no lock is ever stale.
 */
export function lockDataFolder(folder: string): Result<DataFolderLock, LockFault> {
  const instancePath = instanceFile(folder);
  let database: DatabaseSync | null = null;
  try {
    makeFolder(folder);
    createPrivately(lockFile(folder));
    database = new DatabaseSync(lockFile(folder), { timeout: LOOKERS_TIMEOUT_MS });
    database.exec('BEGIN EXCLUSIVE');
    // Left by an owner that was killed; from now on it would pass for what we say.
    rmSync(instancePath, { force: true });
  } catch (error) {
    database?.close();
    if (saysBusy(error)) return err({ kind: 'owned', instance: readInstanceFile(folder) });
    const why = saysDamaged(error) ? 'its lock.sqlite is damaged, delete that file' : databaseTrouble(error);
    return err({ kind: 'fault', message: `cannot take over the data folder ${folder}: ${why}` });
  }
  const owned = database;
  held.add(owned);
  return ok({
    publish: (info) => {
      try {
        replaceFile(instancePath, `${JSON.stringify(info)}\n`);
        return ok(undefined);
      } catch (error) {
        return err({ message: `cannot write ${instancePath}: ${fileTrouble(error)}` });
      }
    },
    release: () => {
      if (!held.delete(owned)) return;
      try {
        rmSync(instancePath, { force: true });
      } catch {
        // Without the lock nobody believes it.
      }
      owned.close();
    },
  });
}

/** The live instance that owns the folder; `null` when there is none, or when it has not published anything yet. */
export function readInstance(folder: string): InstanceInfo | null {
  return lockState(folder) === 'held' ? readInstanceFile(folder) : null;
}

/** Only looks. A lock that cannot be looked at is held by nobody that this user could meet. */
export function lockState(folder: string): 'free' | 'held' | 'damaged' {
  let database: DatabaseSync | null = null;
  try {
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
  const path = instanceFile(folder);
  try {
    if (statSync(path).size > MAX_INSTANCE_BYTES) return null;
    const decoded = instanceSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
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
