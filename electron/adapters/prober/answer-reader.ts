import { readHead } from './answer-head.ts';
import type { AnswerHead } from './answer-head.ts';
import { MAX_BODY_BYTES } from './answer-body.ts';
import { framingOf } from './body-framing.ts';
import type { BodyFraming } from './body-framing.ts';
import { ProbeFault } from './probe-fault.ts';

/** The same as Node's own server accepts. */
const MAX_HEAD_BYTES = 16 * 1024;
/** Sixteen times the body that is read, in pieces of a byte each: what is more has its bytes where no other limit looks. */
const MAX_ANSWER_BYTES = 16 * MAX_BODY_BYTES;

const [CR, LF] = [0x0d, 0x0a];

/** What answers speaks something else. */
export class NotHttp extends ProbeFault {}

/** Reads one answer of HTTP/1 from bytes as they come. What breaks the rules ends it as a `ProbeFault`. */
export class AnswerReader {
  readonly #method: string;
  readonly #place: string;
  #taken = 0;
  /** What came of a head, a character a byte. */
  #text = '';
  #head: AnswerHead | null = null;
  #framing: BodyFraming | null = null;
  #surplus = false;

  constructor(method: string, place: string) {
    this.#method = method;
    this.#place = place;
  }

  get head(): AnswerHead | null {
    return this.#head;
  }

  get ended(): boolean {
    return this.#framing?.ended ?? false;
  }

  /** More came than the answer has by its own words, not counting line ends. */
  get surplus(): boolean {
    return this.#surplus;
  }

  /** Adds what of the bytes belongs to the body to the pieces. */
  read(bytes: Uint8Array, pieces: Uint8Array[]): void {
    this.#taken += bytes.length;
    if (this.#taken > MAX_ANSWER_BYTES) {
      const message = `${this.#place} sent more than 1 MiB beside headers and body`;
      throw new ProbeFault('protocol', message);
    }
    const rest = this.#framing === null ? this.#readHeads(bytes) : bytes;
    if (this.#framing === null) return;
    const used = this.#framing.read(rest, pieces);
    this.#surplus ||= rest.subarray(used).some((byte) => byte !== CR && byte !== LF);
  }

  /** The other side closed the connection. */
  close(): void {
    if (this.#framing !== null) return this.#framing.close();
    const early = this.#text === '' ? 'it answered' : 'the answer was complete';
    throw new ProbeFault('reset', `${this.#place} closed the connection before ${early}`);
  }

  /** Interim answers (1xx) are passed over, asked for or not; gives what follows the head of the one that counts. */
  #readHeads(bytes: Uint8Array): Uint8Array {
    this.#text += Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (;;) {
      this.#text = this.#text.replace(/^[\r\n]+/, '');
      refuseOtherProtocols(this.#text, this.#place);
      const end = /\n\r?\n/.exec(this.#text);
      const length = end?.index ?? this.#text.length;
      if (length > MAX_HEAD_BYTES) {
        const message = `${this.#place} sent response headers of more than ${MAX_HEAD_BYTES / 1024} KiB`;
        throw new ProbeFault('protocol', message);
      }
      if (end === null) return bytes.subarray(bytes.length);
      const head = readHead(this.#text.slice(0, length).replace(/\r$/, ''), this.#place);
      this.#text = this.#text.slice(length + end[0].length);
      if (head.httpStatus === 101) {
        throw new ProbeFault('protocol', `${this.#place} switched to another protocol (101), unasked`);
      }
      if (head.httpStatus < 200) continue;
      this.#framing = framingOf(head, this.#method, this.#place);
      this.#head = head;
      return bytes.subarray(bytes.length - this.#text.length);
    }
  }
}

function refuseOtherProtocols(text: string, place: string): void {
  const start = text.slice(0, 5).toUpperCase();
  if ('HTTP/'.startsWith(start)) return;
  throw new NotHttp('protocol', sentenceFor(text, place));
}

function sentenceFor(text: string, place: string): string {
  // A TLS alert or handshake record (RFC 8446, 5.1).
  if (/^[\x15\x16]\x03/.test(text)) return `${place} answered with TLS; is it https?`;
  // A frame of settings, or the farewell, on stream 0 (RFC 9113, 4.1).
  if (/^\0[^]{2}[\x04\x07][^]\0{4}/.test(text))
    return `${place} speaks HTTP/2 only, which is not probed here`;
  return `what answers on ${place} is not HTTP`;
}
