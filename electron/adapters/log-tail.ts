import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { KEPT_FILES, numberedLog } from './log-files.ts';

const CHUNK_BYTES = 64 * 1024;
/** Far above what the logger writes. */
const MAX_LINE_BYTES = 1024 * 1024;
const LINE_END = 0x0a;

/** As it lies there, without its end. */
export interface LogText {
  /** Name of its file. */
  readonly file: string;
  /** Of a line that is too long, the beginning. */
  readonly text: string;
  readonly fault: 'too long' | 'half written' | null;
}

/**
 * The log and its older files as one stream, oldest line first. Asked again it goes on with what has come since, however
 * often the files have changed places. Holds one chunk and one line. Throws what the system says of a file it may not read.
 */
export class LogTail {
  readonly #path: string;
  /** Not read to their ends yet, oldest first; into the last one more may come. */
  readonly #open: OpenLog[] = [];

  constructor(path: string) {
    this.#path = path;
  }

  /** There was a file. */
  get found(): boolean {
    return this.#open.length > 0;
  }

  *lines(): Generator<LogText> {
    this.#findNewer();
    for (let log = this.#open[0]; log !== undefined; log = this.#open[0]) {
      yield* log.lines();
      if (this.#open.length === 1) return;
      yield* log.rest();
      log.close();
      this.#open.shift();
    }
  }

  /** What the last line lacks its end of. */
  *rest(): Generator<LogText> {
    for (const log of this.#open) yield* log.rest();
  }

  close(): void {
    for (const log of this.#open.splice(0)) log.close();
  }

  /** Newest first, because files get older while one looks: the one just opened may turn up again under its next name. */
  #findNewer(): void {
    const last = this.#open.at(-1);
    const newer: OpenLog[] = [];
    for (let number = 0; number < KEPT_FILES; number++) {
      const log = OpenLog.open(numberedLog(this.#path, number));
      if (log === null) continue;
      if (last?.isSameAs(log) === true) {
        log.close();
        break;
      }
      // Where the last one was deleted, those that were read before it are still there.
      const known = newer.at(-1)?.isSameAs(log) === true || (last !== undefined && log.isOlderThan(last));
      if (known) log.close();
      else newer.push(log);
    }
    this.#open.push(...newer.reverse());
  }
}

class OpenLog {
  readonly #name: string;
  readonly #file: number;
  #position = 0;
  /** Of the line whose end has not been read. */
  #parts: Uint8Array[] = [];
  #bytes = 0;

  private constructor(name: string, file: number) {
    this.#name = name;
    this.#file = file;
  }

  static open(path: string): OpenLog | null {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
    try {
      return new OpenLog(basename(path), openSync(path, 'r'));
    } catch (error) {
      if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
      throw error;
    }
  }

  isSameAs(other: OpenLog): boolean {
    const [mine, theirs] = [this.#file, other.#file].map((file) => fstatSync(file, { bigint: true }));
    return mine?.ino === theirs?.ino && mine?.dev === theirs?.dev;
  }

  isOlderThan(other: OpenLog): boolean {
    return fstatSync(this.#file).mtimeMs < fstatSync(other.#file).mtimeMs;
  }

  *lines(): Generator<LogText> {
    // The logger takes back what it could not write whole.
    const { size } = fstatSync(this.#file);
    if (size < this.#position) this.#startAgainAt(size);
    const chunk = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const count = readSync(this.#file, chunk, 0, chunk.length, this.#position);
      if (count === 0) return;
      this.#position += count;
      let from = 0;
      for (let at = chunk.indexOf(LINE_END); at !== -1 && at < count; at = chunk.indexOf(LINE_END, from)) {
        this.#add(chunk.slice(from, at));
        yield this.#take(null);
        from = at + 1;
      }
      this.#add(chunk.slice(from, count));
    }
  }

  *rest(): Generator<LogText> {
    if (this.#bytes > 0) yield this.#take('half written');
  }

  close(): void {
    closeSync(this.#file);
  }

  #startAgainAt(position: number): void {
    this.#position = position;
    this.#parts = [];
    this.#bytes = 0;
  }

  #add(part: Uint8Array): void {
    this.#bytes += part.length;
    if (this.#bytes <= MAX_LINE_BYTES) this.#parts.push(part);
  }

  #take(fault: LogText['fault']): LogText {
    const text = new TextDecoder().decode(Buffer.concat(this.#parts));
    const tooLong = this.#bytes > MAX_LINE_BYTES;
    this.#parts = [];
    this.#bytes = 0;
    return { file: this.#name, text, fault: tooLong ? 'too long' : fault };
  }
}
