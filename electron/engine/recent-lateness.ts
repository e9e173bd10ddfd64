import type { Lateness } from '../../shared/domain/engine-health.ts';

const MINUTE_MS = 60_000;
const MINUTES = 5;

interface Minute {
  readonly number: number;
  total: number;
  late: number;
  worstMs: number;
}

/** Counts over the last minutes, minute by minute: one more costs the same however many there are. */
export class RecentLateness {
  readonly #toleratedMs: number;
  #minutes: Minute[] = [];

  constructor(toleratedMs: number) {
    this.#toleratedMs = toleratedMs;
  }

  add(lateMs: number, now: number): void {
    const number = Math.floor(now / MINUTE_MS);
    let minute = this.#minutes.at(-1);
    if (minute?.number !== number) {
      minute = { number, total: 0, late: 0, worstMs: 0 };
      this.#minutes = [...this.#minutes.slice(1 - MINUTES), minute];
    }
    minute.total += 1;
    if (lateMs > this.#toleratedMs) minute.late += 1;
    minute.worstMs = Math.max(minute.worstMs, lateMs);
  }

  forget(): void {
    this.#minutes = [];
  }

  since(now: number): Lateness {
    const first = Math.floor(now / MINUTE_MS) - MINUTES;
    const recent = this.#minutes.filter(({ number }) => number > first);
    return {
      windowMs: MINUTES * MINUTE_MS,
      total: recent.reduce((sum, { total }) => sum + total, 0),
      late: recent.reduce((sum, { late }) => sum + late, 0),
      worstMs: Math.round(recent.reduce((worst, { worstMs }) => Math.max(worst, worstMs), 0)),
    };
  }
}
