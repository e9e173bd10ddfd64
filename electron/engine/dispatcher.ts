import type { NotifierFacts } from '../../shared/domain/engine-health.ts';
import type { Notification, NotificationRecord } from '../../shared/domain/notification.ts';
import { plainText } from '../../shared/lib/plain-text.ts';
import type { Clock, Logger, Notifier } from '../ports.ts';
import { within } from './within.ts';

/** What a notifier says of its trouble is shown on one line. */
const MAX_FAILURE_CHARACTERS = 200;

/** A notifier that takes longer than this has failed to deliver. */
const DELIVERY_TIMEOUT_MS = 10_000;

/** Hands notifications to every notifier, one after the other for each, and tells what became of each. */
export class Dispatcher {
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #notifiers: readonly Notifier[];
  readonly #onOutcome: (record: NotificationRecord) => void;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #facts = new Map<string, NotifierFacts>();
  /** One for each attempt under way: what listens to a signal that lives as long as the engine would be kept as long. */
  readonly #attempts = new Set<AbortController>();
  #stopped = false;

  constructor(
    ports: { readonly clock: Clock; readonly logger: Logger; readonly notifiers: readonly Notifier[] },
    onOutcome: (record: NotificationRecord) => void,
  ) {
    this.#clock = ports.clock;
    this.#logger = ports.logger;
    this.#notifiers = ports.notifiers;
    this.#onOutcome = onOutcome;
  }

  get facts(): readonly NotifierFacts[] {
    return this.#notifiers.map((notifier) => this.#factsOf(notifier));
  }

  /** What is going to be attempted: to be stored before `deliver` is called with it. */
  intents(notification: Notification): readonly NotificationRecord[] {
    return this.#notifiers.map(({ name }) => ({ ...notification, notifier: name, delivered: 'unknown' }));
  }

  deliver(intent: NotificationRecord): void {
    const notifier = this.#notifiers.find(({ name }) => name === intent.notifier);
    if (notifier === undefined) return;
    const before = this.#queues.get(notifier.name) ?? Promise.resolve();
    this.#note(notifier, { waiting: this.#factsOf(notifier).waiting + 1 });
    this.#queues.set(
      notifier.name,
      before
        .then(() => this.#attempt(notifier, intent))
        .finally(() => this.#note(notifier, { waiting: this.#factsOf(notifier).waiting - 1 }))
        .catch((bug: unknown) => {
          this.#logger.error('the outcome of a delivery was not recorded', {
            id: intent.id,
            bug: String(bug),
          });
        }),
    );
  }

  /** After what was told of it. */
  takeBack(noticeId: string): void {
    for (const notifier of this.#notifiers) {
      const before = this.#queues.get(notifier.name) ?? Promise.resolve();
      this.#queues.set(
        notifier.name,
        before
          .then(() => notifier.takeBack?.(noticeId))
          .catch((bug: unknown) => {
            this.#logger.error('a notification was not taken back', {
              notifier: notifier.name,
              bug: String(bug),
            });
          }),
      );
    }
  }

  /** Gives what is under way `graceMs` to end; what has not ended by then stays unknown. */
  async stop(graceMs: number): Promise<void> {
    await within(this.#clock, graceMs, Promise.all(this.#queues.values()));
    this.#stopped = true;
    for (const attempt of this.#attempts) attempt.abort();
  }

  async #attempt(notifier: Notifier, intent: NotificationRecord): Promise<void> {
    if (this.#stopped) return;
    const ending = new AbortController();
    this.#attempts.add(ending);
    const cancel = this.#clock.after(DELIVERY_TIMEOUT_MS, () => {
      ending.abort();
    });
    const { signal } = ending;
    const given = new Promise<string>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve('no outcome in time');
      });
    });
    const attempt = Promise.resolve()
      .then(() => notifier.deliver(intent, signal))
      .then(
        (result) => (result.ok ? null : result.error),
        (bug: unknown) => `unexpected: ${String(bug)}`,
      );
    const failure = await Promise.race([attempt, given]);
    cancel();
    this.#attempts.delete(ending);
    if (this.#stopped) return;
    const { id, serviceId, ruleId } = intent;
    this.#note(notifier, { failing: failure !== null });
    if (failure !== null) {
      const message = plainText(failure, MAX_FAILURE_CHARACTERS);
      this.#note(notifier, { lastFailure: { at: intent.at, message } });
      this.#logger.warn('notification not delivered', {
        id,
        service: serviceId,
        rule: ruleId,
        notifier: notifier.name,
        failure,
      });
    }
    this.#onOutcome({ ...intent, delivered: failure === null });
  }
  #factsOf({ name }: Notifier): NotifierFacts {
    return this.#facts.get(name) ?? { name, waiting: 0, failing: false, lastFailure: null };
  }

  #note(notifier: Notifier, news: Partial<NotifierFacts>): void {
    this.#facts.set(notifier.name, { ...this.#factsOf(notifier), ...news });
  }
}
