import { SimulatedClock } from '../../electron/self-test/simulated-clock.ts';

/** A clock that stands until a test moves it, and can go wrong as real ones do. */
export class FakeClock extends SimulatedClock {
  constructor(wall = Date.UTC(2026, 0, 5, 9)) {
    super(wall);
  }

  /** The process did not run for a while (stopped, or asleep where monotonic time goes on): timers come late. */
  freeze(ms: number): void {
    this.moveTo(this.monotonicNow() + ms);
  }

  /** The machine slept where monotonic time stands still; a negative step sets the wall clock back. */
  stepWall(ms: number): void {
    if (ms > 0) this.sleep(ms);
    else this.moveWall(ms);
  }

  /** Somebody sets the wall clock by so much. */
  setWall(ms: number): void {
    this.moveWall(ms);
  }

  /** The process that set them is gone. */
  dropTimers(): void {
    this.timers.clear();
  }

  get pendingTimers(): number {
    return this.timers.size;
  }

  /** When they are due, by monotonic time. */
  get pendingAt(): readonly number[] {
    return [...this.timers].map(({ at }) => at);
  }
}
