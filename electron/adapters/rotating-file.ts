import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import type { Clock } from '../ports.ts';
import { identityOf, statOf } from './file-mark.ts';
import { makeFolder } from './files.ts';
import { KEPT_FILES, numberedLog } from './log-files.ts';

const MAX_BYTES = 5 * 1024 * 1024;
/** As far as a file may grow that cannot be put aside: better too large than silent. */
const MOST_BYTES = 2 * MAX_BYTES;
const CANNOT_ROTATE = 'it is full, and the older files beside it cannot be moved';
const LINE_END = 0x0a;
const DAY_MS = 86_400_000;
/** A file that fills slowly is closed as well, so that its old lines can go when their time comes. */
const MAX_OPEN_MS = 7 * DAY_MS;
const KEPT_MS = 14 * DAY_MS;
/** A clock that was set ahead for a moment makes everything old: nothing is removed before it says so for that long. */
const DOUBTED_MS = 600_000;

/** Lines written straight to disk, so that the last ones before a crash are there. Never throws: what fails is counted. */
export class RotatingFile {
  readonly #path: string;
  readonly #clock: Pick<Clock, 'wallNow'>;
  #file: number | null = null;
  #identity: string | null = null;
  #bytes = 0;
  #startedAt = 0;
  #tidiedAt = 0;
  /** By the wall clock; `null` while no file is too old. */
  #foundOldAt: number | null = null;
  #closed = false;
  #dropped = 0;

  constructor(path: string, clock: Pick<Clock, 'wallNow'>) {
    this.#path = path;
    this.#clock = clock;
  }

  /** Lines lost since this was last asked. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }

  /** `line` with its line end. */
  write(line: string): boolean {
    const bytes = new TextEncoder().encode(line);
    try {
      this.#append(bytes);
      return true;
    } catch {
      this.#dropped++;
      this.#release();
      return false;
    }
  }

  /** Throws why nothing can be written; `true` when the file had been removed or exchanged, and another was begun. */
  tend(): boolean {
    if (this.#closed) return false;
    const gone = this.#file !== null && identityOf(this.#path) !== this.#identity;
    if (gone) this.#release();
    if (this.#file === null) this.#open();
    else this.#bytes = fstatSync(this.#file).size;
    if (this.#bytes > MOST_BYTES - MAX_BYTES / 10) throw new Error(CANNOT_ROTATE);
    return gone;
  }

  close(): void {
    this.#release();
    this.#closed = true;
  }

  #append(bytes: Uint8Array): void {
    if (this.#closed) throw new Error('the log is closed');
    let file = this.#file ?? this.#open();
    const now = this.#clock.wallNow();
    const tooLarge = this.#bytes > 0 && this.#bytes + bytes.length > MAX_BYTES;
    if (tooLarge || now - this.#startedAt > MAX_OPEN_MS) file = this.#change();
    if (this.#bytes + bytes.length > MOST_BYTES) throw new Error(CANNOT_ROTATE);
    if (Math.abs(now - this.#tidiedAt) > DAY_MS) this.#removeOld(now);
    try {
      for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    } catch (error) {
      // Half a line would spoil the next one.
      ftruncateSync(file, this.#bytes);
      throw error;
    }
    this.#bytes += bytes.length;
  }

  #open(): number {
    makeFolder(dirname(this.#path));
    // A pipe that nobody reads would be waited for.
    if (statSync(this.#path, { throwIfNoEntry: false })?.isFile() === false)
      throw new Error(`${basename(this.#path)} is no plain file`);
    const file = openSync(this.#path, 'a+', 0o600);
    this.#file = file;
    this.#identity = identityOf(this.#path);
    const { size, birthtimeMs } = fstatSync(file);
    // What a loss of power cut short would spoil the next line.
    this.#bytes = size + (size > 0 && lastByte(file, size) !== LINE_END ? writeSync(file, '\n') : 0);
    // Some file systems do not know when a file was made.
    this.#startedAt = size === 0 || birthtimeMs === 0 ? this.#clock.wallNow() : birthtimeMs;
    return file;
  }

  /** A new file; the same one again while somebody else holds on to one of the older ones. */
  #change(): number {
    this.#release();
    try {
      this.#shift();
    } catch {
      // Tried again with the next line.
    }
    return this.#open();
  }

  /** `bellwether.log` becomes `bellwether.1.log`, and so on; the last one is overwritten. */
  #shift(): void {
    for (let number = KEPT_FILES - 1; number > 0; number--) {
      const from = numberedLog(this.#path, number - 1);
      if (statSync(from, { throwIfNoEntry: false }) !== undefined)
        renameSync(from, numberedLog(this.#path, number));
    }
  }

  /** Looked for at the first line, and then daily. */
  #removeOld(now: number): void {
    const old = oldLogs(this.#path, now);
    if (old.length > 0) {
      if (this.#foundOldAt === null || now < this.#foundOldAt) this.#foundOldAt = now;
      if (now - this.#foundOldAt < DOUBTED_MS) return;
    }
    this.#foundOldAt = null;
    this.#tidiedAt = now;
    for (const path of old) {
      try {
        rmSync(path, { force: true });
      } catch {
        // Tried again tomorrow.
      }
    }
  }

  #release(): void {
    if (this.#file === null) return;
    const file = this.#file;
    this.#file = null;
    try {
      closeSync(file);
    } catch {
      // The system takes it back all the same.
    }
  }
}

/** Whose last line was written longer ago than lines are kept. */
function oldLogs(path: string, now: number): readonly string[] {
  const older = Array.from({ length: KEPT_FILES - 1 }, (_, index) => numberedLog(path, index + 1));
  return older.filter((log) => now - Number(statOf(log)?.mtimeMs ?? now) > KEPT_MS);
}

function lastByte(file: number, size: number): number | undefined {
  const byte = new Uint8Array(1);
  readSync(file, byte, 0, 1, size - 1);
  return byte[0];
}
