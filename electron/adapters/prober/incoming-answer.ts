import type { Socket } from 'node:net';
import type { AnswerHead } from './answer-head.ts';
import { AnswerReader, NotHttp } from './answer-reader.ts';
import type { Capture } from './capture.ts';
import type { ProbeTrace } from './probe-trace.ts';
import { placeOf } from './target.ts';

/** One answer on a socket, taken in as it comes. Whoever waits does so for the head first, then for as much of the body as he needs. */
export class IncomingAnswer {
  readonly #socket: Socket;
  readonly #reader: AnswerReader;
  readonly #trace: ProbeTrace;
  readonly #capture: Capture;
  readonly #chunks: Uint8Array[] = [];
  #size = 0;
  #trouble: unknown = null;
  #notify: () => void = () => {};

  constructor(socket: Socket, method: string, trace: ProbeTrace, capture: Capture) {
    this.#socket = socket;
    this.#trace = trace;
    this.#capture = capture;
    this.#reader = new AnswerReader(method, placeOf(trace.target));
    socket.on('data', this.#onData);
    socket.on('end', this.#onEnd);
    socket.on('error', this.#onError);
    socket.on('close', this.#onEnd);
    socket.resume();
  }

  /** Stops listening; the socket is left to the caller. */
  leave(): void {
    this.#socket.off('data', this.#onData);
    this.#socket.off('end', this.#onEnd);
    this.#socket.off('error', this.#onError);
    this.#socket.off('close', this.#onEnd);
    this.#notify = () => {};
  }

  async head(): Promise<AnswerHead> {
    await this.#until(() => this.#reader.head !== null);
    if (this.#reader.head === null) throw this.#trouble;
    return this.#reader.head;
  }

  /** The body as soon as it is whole or the caller has enough of it. */
  async body(isEnough: (chunks: readonly Uint8Array[]) => boolean): Promise<Uint8Array> {
    await this.#until(() => this.ended || isEnough(this.#chunks));
    return Buffer.concat(this.#chunks);
  }

  /** Of the body so far. */
  get size(): number {
    return this.#size;
  }

  get ended(): boolean {
    return this.#reader.ended;
  }

  /** More came than the answer has by its own words. */
  get surplus(): boolean {
    return this.#reader.surplus;
  }

  /** Trouble does not undo what had come before it. */
  #until(isSo: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#notify = () => {
      if (isSo()) resolve();
      else if (this.#trouble !== null) reject(this.#trouble);
    };
    this.#notify();
    return promise;
  }

  readonly #onData = (chunk: Uint8Array): void => {
    if (this.#trouble !== null) return;
    const [trace, capture] = [this.#trace, this.#capture];
    if (trace.phase === 'answer') trace.enter('body');
    const before = this.#reader.head;
    const pieces: Uint8Array[] = [];
    this.#attempt(() => this.#reader.read(chunk, pieces), chunk);
    const { head } = this.#reader;
    if (head !== null && before === null) {
      trace.httpStatus = head.httpStatus;
      capture.answered(head.headers);
    }
    for (const piece of pieces) {
      capture.read(piece);
      this.#chunks.push(piece);
      this.#size += piece.length;
    }
    this.#notify();
  };

  readonly #onEnd = (): void => {
    if (this.#trouble !== null || this.ended) return;
    this.#attempt(() => this.#reader.close());
    this.#notify();
  };

  readonly #onError = (error: Error): void => {
    this.#trouble ??= error;
    this.#notify();
  };

  #attempt(act: () => void, chunk?: Uint8Array): void {
    try {
      act();
    } catch (error) {
      if (error instanceof NotHttp && chunk !== undefined) this.#capture.read(chunk);
      this.#trouble = error;
    }
  }
}
