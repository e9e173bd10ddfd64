import { firstOf, listOf } from './answer-head.ts';
import type { AnswerHead } from './answer-head.ts';
import { ProbeFault } from './probe-fault.ts';

/** Finds a body and its end in the bytes after a head. */
export interface BodyFraming {
  readonly ended: boolean;
  /** Adds what of the bytes is body to the pieces; gives how many bytes were used, all of them unless the body ended. */
  read(bytes: Uint8Array, pieces: Uint8Array[]): number;
  /** The other side closed: an error unless that is how the body ends. */
  close(): void;
}

/** As RFC 9112, 6.3 has it: chunks win over a length, as with curl and browsers. */
export function framingOf(head: AnswerHead, method: string, place: string): BodyFraming {
  if (method === 'HEAD' || head.httpStatus === 204 || head.httpStatus === 304) {
    return new Counted(0, place);
  }
  const codings = listOf(head.headers, 'transfer-encoding');
  if (codings.at(-1) === 'chunked') return new Chunked(place);
  if (codings.some((coding) => coding !== 'identity')) return new UntilClosed();
  const length = announcedLength(head, place);
  return length === null ? new UntilClosed() : new Counted(length, place);
}

/** A proxy may say the same length twice; two lengths are an attack or a defect, which browsers refuse. */
function announcedLength({ headers }: AnswerHead, place: string): number | null {
  if (firstOf(headers, 'content-length') === undefined) return null;
  const [length = '', other] = new Set(listOf(headers, 'content-length'));
  if (other !== undefined) {
    throw new ProbeFault('protocol', `${place} announced different lengths of its body`);
  }
  if (!/^\d{1,100}$/.test(length)) {
    throw new ProbeFault('protocol', `${place} announced a length of its body that is no number`);
  }
  return Number(length);
}

class UntilClosed implements BodyFraming {
  ended = false;

  read(bytes: Uint8Array, pieces: Uint8Array[]): number {
    pieces.push(bytes);
    return bytes.length;
  }

  close(): void {
    this.ended = true;
  }
}

class Counted implements BodyFraming {
  readonly #announced: number;
  readonly #place: string;
  #left: number;

  constructor(announced: number, place: string) {
    this.#announced = announced;
    this.#left = announced;
    this.#place = place;
  }

  get ended(): boolean {
    return this.#left === 0;
  }

  read(bytes: Uint8Array, pieces: Uint8Array[]): number {
    const used = Math.min(this.#left, bytes.length);
    if (used > 0) pieces.push(bytes.subarray(0, used));
    this.#left -= used;
    return used;
  }

  close(): void {
    if (this.ended) return;
    const came = this.#announced - this.#left;
    const message = `${this.#place} sent a body that is shorter than it announced: ${came} of ${this.#announced} bytes`;
    throw new ProbeFault('protocol', message);
  }
}

const [CR, LF] = [0x0d, 0x0a];

/** Line ends without CR are taken, as curl takes them; what follows a size on its line, and trailers, say nothing here. */
class Chunked implements BodyFraming {
  readonly #place: string;
  #state: 'size' | 'extension' | 'data' | 'after-data' | 'trailer' | 'ended' = 'size';
  #digits = 0;
  #left = 0;
  /** Of the trailer line under way. */
  #length = 0;

  constructor(place: string) {
    this.#place = place;
  }

  get ended(): boolean {
    return this.#state === 'ended';
  }

  read(bytes: Uint8Array, pieces: Uint8Array[]): number {
    let at = 0;
    while (at < bytes.length && this.#state !== 'ended') {
      if (this.#state === 'data') {
        const piece = bytes.subarray(at, at + this.#left);
        pieces.push(piece);
        at += piece.length;
        this.#left -= piece.length;
        if (this.#left === 0) this.#state = 'after-data';
      } else {
        this.#take(bytes[at] ?? 0);
        at += 1;
      }
    }
    return at;
  }

  #take(byte: number): void {
    switch (this.#state) {
      case 'size':
      case 'extension':
        if (byte === LF) this.#beginChunk();
        else if (this.#state === 'size') this.#takeSize(byte);
        return;
      case 'after-data':
        if (byte === LF) this.#state = 'size';
        else if (byte !== CR) throw this.#broken('a chunk that is longer than it announced');
        return;
      case 'trailer':
        if (byte === LF) {
          if (this.#length === 0) this.#state = 'ended';
          this.#length = 0;
        } else if (byte !== CR) this.#length += 1;
        return;
      case 'data':
      case 'ended':
    }
  }

  #takeSize(byte: number): void {
    const digit = Number.parseInt(String.fromCharCode(byte), 16);
    if (!Number.isNaN(digit)) {
      this.#digits += 1;
      this.#left = this.#left * 16 + digit;
      if (this.#left > Number.MAX_SAFE_INTEGER) throw this.#broken('a chunk of an impossible size');
    } else if (this.#digits > 0 && [CR, 0x20, 0x09, 0x3b].includes(byte)) {
      this.#state = 'extension';
    } else {
      throw this.#broken('a chunk without a readable size');
    }
  }

  #beginChunk(): void {
    if (this.#digits === 0) throw this.#broken('a chunk without a readable size');
    this.#digits = 0;
    this.#state = this.#left === 0 ? 'trailer' : 'data';
  }

  close(): void {
    if (this.ended) return;
    throw new ProbeFault('reset', `${this.#place} closed the connection before the answer was complete`);
  }

  #broken(what: string): ProbeFault {
    const message = `the body that ${this.#place} sent breaks the rules of HTTP: ${what}`;
    return new ProbeFault('protocol', message);
  }
}
