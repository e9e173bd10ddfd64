import type { Notice } from '../../shared/protocol/views.ts';
import type { Logger } from '../ports.ts';

/** What a person has to know about the monitor itself, at most one notice of each kind. Each is in the log, too. */
export class NoticeBoard {
  readonly #notices = new Map<string, Notice>();
  readonly #now: () => number;
  readonly #logger: Logger;
  #onChange: () => void = () => {};

  constructor(now: () => number, logger: Logger) {
    this.#now = now;
    this.#logger = logger;
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  post(id: string, severity: Notice['severity'], message: string): void {
    const known = this.#notices.get(id);
    if (known?.message === message && known.severity === severity) return;
    this.#notices.set(id, { id, severity, message, since: known?.since ?? this.#now() });
    this.#logger[severity === 'error' ? 'error' : 'warn']('notice', { notice: id, message });
    this.#onChange();
  }

  withdraw(id: string): void {
    if (!this.#notices.delete(id)) return;
    this.#logger.info('notice withdrawn', { notice: id });
    this.#onChange();
  }

  list(): readonly Notice[] {
    return [...this.#notices.values()];
  }
}
