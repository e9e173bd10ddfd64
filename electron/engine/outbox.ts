import type { Draft, NotificationRecord } from '../../shared/domain/notification.ts';
import type { Dispatcher } from './dispatcher.ts';

/** Notifications whose delivery has begun and whose outcome is not known yet. */
export class Outbox {
  readonly #dispatcher: Dispatcher;
  #records: readonly NotificationRecord[] = [];
  #sequence = 0;

  constructor(dispatcher: Dispatcher) {
    this.#dispatcher = dispatcher;
  }

  /** The same list until something in it changes. */
  get records(): readonly NotificationRecord[] {
    return this.#records;
  }

  /** What is going to be attempted: to be stored before `dispatch` is called with it. */
  add(drafts: readonly Draft[], now: number): readonly NotificationRecord[] {
    const intents = drafts.flatMap((draft) => this.#dispatcher.intents({ ...draft, id: this.#nextId(now) }));
    if (intents.length > 0) this.#records = [...this.#records, ...intents];
    return intents;
  }

  dispatch(intents: readonly NotificationRecord[]): void {
    for (const intent of intents) this.#dispatcher.deliver(intent);
  }

  /** The delivery has an outcome. */
  remove({ id, notifier }: NotificationRecord): void {
    this.#records = this.#records.filter((other) => other.id !== id || other.notifier !== notifier);
  }

  #nextId(now: number): string {
    this.#sequence += 1;
    return `${String(now).padStart(14, '0')}-${String(this.#sequence).padStart(6, '0')}`;
  }
}
