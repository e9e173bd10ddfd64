import type { Shortage } from '../../shared/domain/probe-result.ts';
import type { NoticeBoard } from './notice-board.ts';

/** A shortage is over when it was not met for as long. */
const OVER_AFTER_MS = 60_000;

const NOTICE: Readonly<Record<Shortage, string>> = {
  descriptors:
    'This machine lets Bellwether open no more files and connections, so that some probes cannot be made: fewer are made at a ' +
    'time. Raise the limit (ulimit -n), or end what holds so many open.',
  ports:
    'This machine has no free port for another connection, so that some probes cannot be made. A load test, or a program that opens ' +
    'and closes many connections, uses them up; they come back about a minute after it ends.',
  memory: 'This machine is out of memory for connections, so that some probes cannot be made.',
};

/** What this machine is short of, in one notice each. It is told only where it keeps a service from being judged: see `UnjudgedWatch`. */
export class ShortageWatch {
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  readonly #shortAt = new Map<Shortage, number>();

  constructor(notices: NoticeBoard, now: () => number) {
    this.#notices = notices;
    this.#now = now;
  }

  met(shortage: Shortage): void {
    this.#shortAt.set(shortage, this.#now());
    this.#notices.post(`short-of-${shortage}`, 'warning', NOTICE[shortage]);
  }

  /** Once a second. */
  tick(): void {
    for (const [shortage, at] of this.#shortAt) {
      if (this.#now() - at < OVER_AFTER_MS) continue;
      this.#shortAt.delete(shortage);
      this.#notices.withdraw(`short-of-${shortage}`);
    }
  }
}
