import {
  closeSync,
  fstatSync,
  ftruncateSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Clock } from '../ports.ts';
import { makeFolder } from './files.ts';

/** The current file and the older ones. */
const KEPT_FILES = 5;
const MAX_BYTES = 5 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** A file that fills slowly is closed as well, so that its old lines can go when their time comes. */
const MAX_OPEN_MS = 7 * DAY_MS;
const KEPT_MS = 14 * DAY_MS;

/** Lines written straight to disk, so that the last ones before a crash are there. Never throws: what fails is counted. */
export class RotatingFile {
  readonly #path: string;
  readonly #clock: Pick<Clock, 'wallNow'>;
  #file: number | null = null;
  #bytes = 0;
  #startedAt = 0;
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

  close(): void {
    this.#release();
    this.#closed = true;
  }

  #append(bytes: Uint8Array): void {
    if (this.#closed) throw new Error('the log is closed');
    let file = this.#file ?? this.#open();
    const tooLarge = this.#bytes > 0 && this.#bytes + bytes.length > MAX_BYTES;
    if (tooLarge || this.#clock.wallNow() - this.#startedAt > MAX_OPEN_MS) {
      this.#release();
      this.#shift();
      file = this.#open();
    }
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
    this.#removeOld();
    const file = openSync(this.#path, 'a', 0o600);
    this.#file = file;
    const { size, birthtimeMs } = fstatSync(file);
    this.#bytes = size;
    // Some file systems do not know when a file was made.
    this.#startedAt = size === 0 || birthtimeMs === 0 ? this.#clock.wallNow() : birthtimeMs;
    return file;
  }

  /** `bellwether.log` becomes `bellwether.1.log`, and so on; the last one is overwritten. */
  #shift(): void {
    for (let number = KEPT_FILES - 1; number > 0; number--) {
      const from = number === 1 ? this.#path : this.#numbered(number - 1);
      if (statSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, this.#numbered(number));
    }
  }

  #removeOld(): void {
    for (let number = 1; number < KEPT_FILES; number++) {
      const path = this.#numbered(number);
      const lastLineAt = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
      if (this.#clock.wallNow() - lastLineAt > KEPT_MS) rmSync(path, { force: true });
    }
  }

  #numbered(number: number): string {
    return this.#path.replace(/\.log$/, `.${number}.log`);
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
