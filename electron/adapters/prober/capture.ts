import { MAX_EVIDENCE_BODY, redactContent } from '../../../shared/domain/exchange.ts';
import type { ExchangeContent, Phase } from '../../../shared/domain/exchange.ts';
import type { Service } from '../../../shared/domain/service.ts';
import { answerBody } from './answer-body.ts';
import { codingsOf, firstOf } from './answer-head.ts';
import type { AnswerHeaders } from './answer-head.ts';
import type { Hop } from './redirect.ts';
import { placeOf } from './target.ts';

/** The other end of a connection. */
interface Peer {
  readonly host: string;
  readonly port: number;
}

/**
 * What is remembered of a probe, in case it becomes evidence: references, and a copy of the first bytes. Reading,
 * decoding and redacting wait until somebody asks, which for nearly all probes is never.
 */
export class Capture {
  readonly #service: Service;
  readonly #hops: Hop[] = [];
  #peer: Peer | null = null;
  #attempts: ExchangeContent['attempts'][number][] = [];
  #headers: AnswerHeaders | null = null;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #cut = false;
  #endedIn: Phase | null = null;

  constructor(service: Service) {
    this.#service = service;
  }

  /** A new hop begins: what was heard so far belonged to the one before. */
  request(hop: Hop): void {
    this.#hops.push(hop);
    this.#peer = null;
    this.#attempts = [];
    this.#headers = null;
    this.#chunks = [];
    this.#size = 0;
    this.#cut = false;
  }

  attemptFailed(host: string, port: number, error: string): void {
    this.#attempts.push({ address: placeOf({ host, port }), error });
  }

  connected(peer: Peer): void {
    this.#peer = peer;
  }

  answered(headers: AnswerHeaders): void {
    this.#headers = headers;
  }

  /** Copies what it keeps: a view would hold the whole buffer that came from the socket. */
  read(chunk: Uint8Array): void {
    const room = MAX_EVIDENCE_BODY - this.#size;
    this.#cut ||= chunk.length > room;
    if (room <= 0) return;
    const kept = new Uint8Array(chunk.subarray(0, room));
    this.#chunks.push(kept);
    this.#size += kept.length;
  }

  endedIn(phase: Phase): void {
    this.#endedIn = phase;
  }

  /** Without secrets. */
  readonly tell = (): ExchangeContent => {
    return redactContent(
      {
        requests: this.#hops.map(({ method, url, headers: sent }, index) => ({
          method,
          // References stay as they are written.
          url: index === 0 ? this.#service.address : url.href,
          headers: Object.entries(sent),
        })),
        peer: this.#peer === null ? null : placeOf(this.#peer),
        attempts: this.#attempts,
        endedIn: this.#endedIn,
        headers: this.#headers ?? [],
        headersLeftOut: 0,
        body: this.#body(),
      },
      this.#service,
    );
  };

  #body(): ExchangeContent['body'] {
    if (this.#headers === null && this.#size === 0) return null;
    const bytes = Buffer.concat(this.#chunks, this.#size);
    const headers = this.#headers ?? [];
    return {
      ...answerBody(bytes, firstOf(headers, 'content-type'), codingsOf(headers)),
      cut: this.#cut,
    };
  }
}
