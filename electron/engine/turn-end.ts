import type { KeptState, ToldNotices } from '../../shared/domain/kept-state.ts';
import type { Draft, NotificationRecord } from '../../shared/domain/notification.ts';
import { forgetCooldowns, planNotifications } from '../../shared/domain/plan-notifications.ts';
import type { Pause } from '../../shared/domain/quiet.ts';
import type { ServiceId } from '../../shared/domain/service.ts';
import type { Change } from '../../shared/domain/service-state.ts';
import type { Logger } from '../ports.ts';
import { historyOf, touchedBy } from './changes.ts';
import type { Dispatcher } from './dispatcher.ts';
import type { EvidenceBook } from './evidence-book.ts';
import type { Fleet } from './fleet.ts';
import type { HistoryWriter } from './history-writer.ts';
import { logChange } from './log-change.ts';
import { Outbox } from './outbox.ts';
import type { StateKeeper } from './state-keeper.ts';

/** What is called when a turn is over; each is direct, in the order in which they stand in `finish`. */
export interface TurnEndParts {
  readonly logger: Logger;
  readonly keeper: StateKeeper;
  readonly writer: HistoryWriter;
  readonly dispatcher: Dispatcher;
  readonly evidence: EvidenceBook;
  readonly now: () => number;
  /** The same record until something in it changes. */
  toldNotices(): ToldNotices;
  /** The services whose view changed and what was told of. */
  publish(serviceIds: readonly ServiceId[], told: readonly NotificationRecord[], routine: boolean): void;
}

/** What is known beside the services. */
interface Facts {
  readonly offlineSince: number | null;
  readonly offlineBy: KeptState['offlineBy'];
  readonly paths: KeptState['paths'];
  readonly pause: Pause | null;
}

/** The end of every turn: remember, then tell, then show. */
export class TurnEnd {
  readonly #parts: TurnEndParts;
  readonly #fleet: Fleet;
  readonly #facts: Facts;
  readonly #outbox: Outbox;

  /** `facts` are read anew each time. */
  constructor(parts: TurnEndParts, fleet: Fleet, facts: Facts) {
    this.#parts = parts;
    this.#fleet = fleet;
    this.#facts = facts;
    this.#outbox = new Outbox(parts.dispatcher);
  }

  /** `touched` are the services that are not as they were, beside those that `changes` name. */
  finish(changes: readonly Change[], touched: readonly ServiceId[], notices: readonly Draft[]): void {
    const now = this.#parts.now();
    for (const change of changes) logChange(this.#parts.logger, change);
    const facts = historyOf(changes);
    const { incidents } = facts;
    this.#parts.writer.add({ ...facts, evidence: this.#parts.evidence.evidenceIn(changes) });
    // An end is on record before the state forgets it; a beginning is in the state before it is on record.
    if (incidents.some(({ resolvedAt }) => resolvedAt !== null)) this.#parts.writer.flush();
    const news = new Set([...touched, ...touchedBy(changes)]);
    const affected = this.#fleet.affectedBy(news);
    const paused = this.#facts.pause !== null;
    const plan = planNotifications(this.#fleet.watched, affected, changes, paused, now);
    for (const { serviceId, ruleId, decision } of plan.decisions) {
      this.#parts.logger.info('notification decision', { service: serviceId, rule: ruleId, decision });
    }
    for (const state of plan.states) {
      this.#fleet.replace(state);
      news.add(state.serviceId);
    }
    // As they are now, after the plan.
    for (const watched of this.#fleet.affectedBy(news)) this.#fleet.replace(forgetCooldowns(watched, now));
    const intents = this.#outbox.add([...notices, ...plan.drafts], now);
    this.#parts.keeper.save(this.#state());
    this.#parts.writer.add({ notifications: intents });
    if (intents.length > 0 || incidents.length > 0) this.#parts.writer.flush();
    this.#outbox.dispatch(intents);
    this.#parts.publish([...news], [], isRoutine(changes));
  }

  /** A delivery has an outcome. */
  recordDelivery(record: NotificationRecord): void {
    this.#outbox.remove(record);
    this.#parts.writer.add({ notifications: [record] });
    // First the record, then the state that no longer holds it: a crash in between must not lose what was told.
    this.#parts.writer.flush();
    this.#parts.keeper.save(this.#state());
    this.#parts.publish([], [record], false);
  }

  save(): void {
    this.#parts.keeper.saveNow(this.#state());
  }

  #state(): KeptState {
    return {
      version: 7,
      services: this.#fleet.kept(),
      runs: this.#fleet.runs(),
      outbox: this.#outbox.records,
      toldNotices: this.#parts.toldNotices(),
      offlineSince: this.#facts.offlineSince,
      offlineBy: this.#facts.offlineBy,
      paths: this.#facts.paths,
      pause: this.#facts.pause,
    };
  }
}

/** Nothing but a sample that says what the one before it said. */
function isRoutine(changes: readonly Change[]): boolean {
  return changes.length > 0 && changes.every(({ kind }) => kind === 'sample' || kind === 'span');
}
