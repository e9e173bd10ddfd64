import type { ProbeResult, Shortage } from '../../shared/domain/probe-result.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import { count } from '../../shared/lib/count.ts';
import type { Logger } from '../ports.ts';
import type { NoticeBoard } from './notice-board.ts';

type VoidResult = Extract<ProbeResult, { outcome: 'void' }>;

/** A cause that goes on is logged once in this time, with how often it came; a shortage is over after it. */
const PERIOD_MS = 60_000;

const NOTICE: Readonly<Record<Shortage, string>> = {
  descriptors:
    'This machine lets Bellwether open no more files and connections, so that some probes cannot be made: fewer are made at a ' +
    'time. Raise the limit (ulimit -n), or end what holds so many open.',
  ports:
    'This machine has no free port for another connection, so that some probes cannot be made. A load test, or a program that opens ' +
    'and closes many connections, uses them up; they come back about a minute after it ends.',
  memory: 'This machine is out of memory for connections, so that some probes cannot be made.',
};

interface Cause {
  readonly loggedAt: number;
  /** Since then. */
  readonly services: ReadonlySet<ServiceId>;
  readonly times: number;
}

/** Probes that came to nothing through no fault of their service: they are logged without flooding, and told where the machine is short of something. */
export class VoidWatch {
  readonly #logger: Logger;
  readonly #notices: NoticeBoard;
  readonly #now: () => number;
  /** By the message of the result. */
  readonly #causes = new Map<string, Cause>();
  readonly #shortAt = new Map<Shortage, number>();

  constructor(logger: Logger, notices: NoticeBoard, now: () => number) {
    this.#logger = logger;
    this.#notices = notices;
    this.#now = now;
  }

  note(service: ServiceId, { message, shortage }: VoidResult): void {
    if (shortage !== undefined) {
      this.#shortAt.set(shortage, this.#now());
      this.#notices.post(`short-of-${shortage}`, 'warning', NOTICE[shortage]);
    }
    const known = this.#causes.get(message);
    if (known === undefined) {
      this.#logger.warn('probe void', { service, message });
      this.#causes.set(message, { loggedAt: this.#now(), services: new Set(), times: 0 });
      return;
    }
    const services = new Set([...known.services, service]);
    this.#causes.set(message, { ...known, services, times: known.times + 1 });
  }

  /** Once a second. */
  tick(): void {
    const now = this.#now();
    for (const [shortage, at] of this.#shortAt) {
      if (now - at < PERIOD_MS) continue;
      this.#shortAt.delete(shortage);
      this.#notices.withdraw(`short-of-${shortage}`);
    }
    for (const [message, { loggedAt, services, times }] of this.#causes) {
      if (now - loggedAt < PERIOD_MS) continue;
      this.#causes.delete(message);
      if (times === 0) continue;
      this.#logger.warn('probes void', { message, times, of: count(services.size, 'service') });
      this.#causes.set(message, { loggedAt: now, services: new Set(), times: 0 });
    }
  }
}
