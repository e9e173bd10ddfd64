import type { Phase } from '../../../shared/domain/exchange.ts';
import type { Timings } from '../../../shared/domain/probe-result.ts';
import { NO_TIMINGS } from '../../../shared/domain/probe-result.ts';
import type { Way } from '../../../shared/domain/way.ts';
import type { Clock } from '../../ports.ts';
import type { Socket } from 'node:net';
import type { Target } from './target.ts';

const TIMING_OF = {
  lookup: 'dnsMs',
  connect: 'connectMs',
  tls: 'tlsMs',
  answer: 'firstByteMs',
  body: 'transferMs',
} as const satisfies Record<Phase, keyof Timings>;

/** What is known of a probe under way, so that its end at any moment can be measured and told. */
export class ProbeTrace {
  readonly #clock: Clock;
  readonly #startedAt: number;
  #phaseStartedAt: number;
  #settledAt: number | null = null;
  #phase: Phase | null = null;
  #timings: Timings = NO_TIMINGS;
  #target: Target;
  /** To the hops before this one. */
  #earlierWays: readonly Way[] = [];
  #way: Way | null = null;
  #certificate: { readonly expiresAt: number; readonly host: string } | null = null;
  /** Of the answer under way, as soon as its head is there. */
  httpStatus: number | null = null;
  /** See `ProbeResult`. */
  remark: string | null = null;

  constructor(clock: Clock, target: Target) {
    this.#clock = clock;
    this.#startedAt = clock.monotonicNow();
    this.#phaseStartedAt = this.#startedAt;
    this.#target = target;
  }

  /** Turns to a new target: what was learned of the one before is not true of it. */
  aim(target: Target): void {
    this.#earlierWays = this.ways;
    this.#way = null;
    this.#target = target;
    this.httpStatus = null;
    this.remark = null;
  }

  /** The target is connected to, at this address. */
  reached(address: string, { localAddress }: Socket): void {
    if (localAddress !== undefined) this.#way = { remote: address, local: localAddress };
  }

  /** That were taken, one a hop. */
  get ways(): readonly Way[] {
    return this.#way === null ? this.#earlierWays : [...this.#earlierWays, this.#way];
  }

  /** The target with only that one of its addresses that was connected to, if any was. */
  get place(): Target {
    return this.#way === null ? this.#target : { ...this.#target, addresses: [this.#way.remote] };
  }

  found(addresses: readonly string[]): void {
    this.#target = { ...this.#target, addresses };
  }

  get target(): Target {
    return this.#target;
  }

  /** Also completes the phase before it. A phase that comes again, after a redirect, adds to its time. */
  enter(phase: Phase): void {
    this.complete();
    this.#phase = phase;
    this.#phaseStartedAt = this.#clock.monotonicNow();
  }

  complete(): void {
    if (this.#phase === null) return;
    const timing = TIMING_OF[this.#phase];
    const spent = this.#clock.monotonicNow() - this.#phaseStartedAt;
    this.#timings = { ...this.#timings, [timing]: (this.#timings[timing] ?? 0) + spent };
    this.#phase = null;
  }

  /** The phase under way, or the one that would come first. */
  get phase(): Phase {
    return this.#phase ?? 'lookup';
  }

  /** Something was exchanged with the other side. */
  get hasAsked(): boolean {
    return this.#timings !== NO_TIMINGS;
  }

  /** Of the target, at its connection. The one that ends first counts, of all hops: with it the whole answer ends. */
  sawCertificate(expiresAt: number | null): void {
    if (expiresAt === null || expiresAt >= (this.#certificate?.expiresAt ?? Infinity)) return;
    this.#certificate = { expiresAt, host: this.#target.host };
  }

  get certificate(): { readonly expiresAt: number; readonly host: string } | null {
    return this.#certificate;
  }

  get timings(): Timings {
    return this.#timings;
  }

  /** Enough is known for a verdict: what is read from here on is evidence, and takes nobody's time. */
  settle(): void {
    this.complete();
    this.#settledAt ??= this.#clock.monotonicNow();
  }

  get elapsedMs(): number {
    return (this.#settledAt ?? this.#clock.monotonicNow()) - this.#startedAt;
  }
}
