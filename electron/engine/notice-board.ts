import type { Notice } from '../../shared/protocol/views.ts';

/** What a person has to know about the monitor itself, at most one notice of each kind. */
export class NoticeBoard {
  readonly #notices = new Map<string, Notice>();
  readonly #now: () => number;
  #onChange: () => void = () => {};

  constructor(now: () => number) {
    this.#now = now;
  }

  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  post(id: string, severity: Notice['severity'], message: string): void {
    const known = this.#notices.get(id);
    if (known?.message === message && known.severity === severity) return;
    this.#notices.set(id, { id, severity, message, since: known?.since ?? this.#now() });
    this.#onChange();
  }

  withdraw(id: string): void {
    if (this.#notices.delete(id)) this.#onChange();
  }

  list(): readonly Notice[] {
    return [...this.#notices.values()];
  }
}
