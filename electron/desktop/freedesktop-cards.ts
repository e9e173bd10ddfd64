import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, Clock } from '../ports.ts';
import type { CardAnswers, CardLook, CardStand } from './card-stand.ts';
import { notifyWords, pressedOn } from './freedesktop-words.ts';
import type { Card } from './notification-cards.ts';
import { ShownCards } from './shown-cards.ts';
import {
  busCall,
  openSessionBus,
  type BusCall,
  type BusFault,
  type BusSignal,
  type SessionBus,
} from './session-bus.ts';

export interface FreedesktopCardsParts extends CardAnswers {
  readonly clock: Clock;
  /** As `sessionBusSockets` gives them. */
  readonly sockets: readonly string[];
  look(this: void): CardLook;
  /** A card of which it was said that it is not shown is there after all. */
  onShownLate(this: void): void;
}

const SERVICE = 'org.freedesktop.Notifications';
const BUS = 'org.freedesktop.DBus';
const RULES = [
  `type='signal',sender='${SERVICE}',interface='${SERVICE}'`,
  `type='signal',sender='${BUS}',interface='${BUS}',member='NameOwnerChanged',arg0='${SERVICE}'`,
];

/** So long a card is waited for before it is said that it is not shown; a service that is started meanwhile takes a second or two. */
const ANSWER_MS = 5000;
/** A service that did not answer is asked again after so long. */
const RETRY_MS = 60_000;
/** What was not shown by then is no news any more. */
const WAIT_MS = 10 * 60_000;
const MAX_WAITING = 20;

/** Errors that say that there is nobody to show anything, rather than that this card is refused. */
const NOBODY = /\.(?:ServiceUnknown|NameHasNoOwner|NoReply|TimedOut|Disconnected|Spawn\.[A-Za-z]+)$/;

interface Waiting {
  readonly card: Card;
  /** Milliseconds that only rise. */
  readonly since: number;
  settle(this: void, outcome: Result<void, string>): void;
}

/**
 * Cards over the Desktop Notifications Specification, spoken on the session bus. Electron's own notifications call the service on
 * the thread on which everything runs, and wait for it: one that hangs would stand in the way of probes and rules. Here a service
 * that hangs, starts slowly or is absent costs the notification. It is said after five seconds; the newest card of each id waits
 * some minutes for the service to come, and goes when it is dismissed.
 */
export function freedesktopCards(parts: FreedesktopCardsParts): CardStand {
  const { clock } = parts;
  const waiting = new Map<string, Waiting>();
  const shown = new ShownCards();
  let bus: SessionBus | null = null;
  /** Of the service that owns the name now; `null` until it has said them. */
  let capabilities: ReadonlySet<string> | null = null;
  /** The unique name of that service. */
  let owner: string | null = null;
  /** Why nothing is shown at the moment; until it is tried again, further cards are told so at once. */
  let trouble: string | null = null;
  let cancelRetry: Cancel | null = null;
  let working = false;
  let closed = false;

  function show(card: Card): Promise<Result<void, string>> {
    return new Promise((resolve) => {
      let given = false;
      const settle = (outcome: Result<void, string>) => {
        cancel();
        if (given && outcome.ok) parts.onShownLate();
        given = true;
        resolve(outcome);
      };
      const cancel = clock.after(ANSWER_MS, () => settle(err(trouble ?? SILENT)));
      wait(card, settle);
      if (trouble !== null && cancelRetry !== null) settle(err(trouble));
      else void work();
    });
  }

  function wait(card: Card, settle: Waiting['settle']): void {
    drop(card.id, 'a newer notification takes its place');
    const [oldest] = waiting.keys();
    if (waiting.size >= MAX_WAITING && oldest !== undefined) drop(oldest, 'too many notifications wait');
    waiting.set(card.id, { card, since: clock.monotonicNow(), settle });
  }

  function drop(id: string, reason: string): void {
    waiting.get(id)?.settle(err(reason));
    waiting.delete(id);
  }

  /** One card after the other, so that one that hangs is followed by no other. */
  async function work(): Promise<void> {
    if (working || closed) return;
    working = true;
    cancelRetry?.();
    cancelRetry = null;
    for (let next = oldestOf(); next !== null; next = oldestOf()) {
      const reason = await showNext(next);
      if (closed) break;
      trouble = reason;
      if (reason !== null) {
        for (const { settle } of waiting.values()) settle(err(reason));
        cancelRetry = clock.after(RETRY_MS, () => void work());
        break;
      }
    }
    working = false;
  }

  /** That still waits and is news. */
  function oldestOf(): Waiting | null {
    for (const [id, { since }] of waiting) {
      if (clock.monotonicNow() - since > WAIT_MS) drop(id, 'it came too late');
    }
    return waiting.values().next().value ?? null;
  }

  /** `null` when there is an answer to it; otherwise why there is none to any card. */
  async function showNext(next: Waiting): Promise<string | null> {
    const service = await ready();
    if (!service.ok) return service.error;
    // It may have been dismissed or replaced in the meantime.
    const { card, settle } = next;
    if (waiting.get(card.id) !== next) return null;
    waiting.delete(card.id);
    const { on, able } = service.value;
    const attempt = shown.begin(card.id);
    const place = ([number]: readonly unknown[], sender: string): boolean => {
      // Of a service that has gone since: its cards went with it.
      if (typeof number !== 'number' || (owner !== null && owner !== sender)) return false;
      owner = sender;
      if (attempt.succeed(number)) return true;
      closeCard(number);
      return false;
    };
    const words = notifyWords(card, shown.numberOf(card.id), able, parts.look());
    const answer = await on.call(serviceCall('Notify', words.signature, words.body), ANSWER_MS, (late) => {
      if (place(late.body, late.sender)) settle(ok(undefined));
      void work();
    });
    if (answer.ok) {
      place(answer.value.body, answer.value.sender);
      settle(ok(undefined));
      return null;
    }
    const reason = sentenceOf(answer.error);
    settle(err(reason));
    if (answer.error.kind === 'refused' && !NOBODY.test(answer.error.name)) return null;
    // Before the next card it has to say what it can again: that is a question that may be repeated without harm.
    capabilities = null;
    // Nobody has it, so that it is not shown twice; a service that only is late has it.
    if (answer.error.kind !== 'silent' && attempt.isWanted() && !waiting.has(card.id))
      waiting.set(card.id, next);
    return reason;
  }

  /** The bus, and a service on it that has said what it can. */
  async function ready(): Promise<Result<{ on: SessionBus; able: ReadonlySet<string> }, string>> {
    if (bus === null) {
      const opened = await openSessionBus({ ...parts, onSignal: hear, onGone: forgetBus });
      if (!opened.ok) return opened;
      if (closed) {
        await opened.value.close();
        return err('Bellwether ends');
      }
      bus = opened.value;
      for (const rule of RULES) bus.send(busCall('AddMatch', 's', rule));
    }
    const on = bus;
    if (capabilities !== null) return ok({ on, able: capabilities });
    const take = (body: readonly unknown[], sender: string) => {
      owner = sender;
      const [named] = body;
      capabilities = new Set(Array.isArray(named) ? named.filter((one) => typeof one === 'string') : []);
      return capabilities;
    };
    const asked = await on.call(serviceCall('GetCapabilities'), ANSWER_MS, (late) => {
      // It has only been slow, such as at login: what waits need not wait for the next time.
      if (bus !== on) return;
      take(late.body, late.sender);
      void work();
    });
    if (asked.ok) return ok({ on, able: take(asked.value.body, asked.value.sender) });
    return err(sentenceOf(asked.error));
  }

  function hear({ sender, interface: from, member, body: [first, second, third] }: BusSignal): void {
    if (from === BUS && sender === BUS && member === 'NameOwnerChanged' && first === SERVICE) {
      forgetService();
      if (typeof third === 'string' && third !== '') void work();
      return;
    }
    if (from !== SERVICE || sender !== owner || typeof first !== 'number') return;
    if (member === 'NotificationClosed') shown.closed(first);
    if (member === 'ActionInvoked' && typeof second === 'string') press(first, second);
  }

  function press(number: number, key: string): void {
    const card = shown.cardOf(number);
    const pressed = pressedOn(key);
    if (card === null || pressed === null) return;
    // It is answered. Most services have closed it by now, some (dunst) never do.
    if (shown.numberOf(card) === number) dismiss(card);
    if (pressed === 'card') parts.onClick(card);
    else parts.onButton(card, pressed);
  }

  /** The numbers of its cards mean nothing to another one. */
  function forgetService(): void {
    shown.forget();
    capabilities = null;
    owner = null;
  }

  function forgetBus(): void {
    bus = null;
    forgetService();
  }

  function dismiss(id: string): void {
    drop(id, 'it is over');
    const number = shown.end(id);
    if (number !== null) closeCard(number);
  }

  /** At the service that shows it: no other one is started for this, and none takes the number for one of its own. */
  function closeCard(number: number): void {
    if (owner !== null) bus?.send({ ...serviceCall('CloseNotification', 'u', [number]), destination: owner });
  }

  return {
    // Whether there is a service turns out with the first card, and may change.
    isSupported: () => true,
    show,
    dismiss,
    takeActivations: () => {},
    close: async () => {
      closed = true;
      cancelRetry?.();
      for (const id of waiting.keys()) drop(id, 'Bellwether ends');
      // Nobody could answer a click or take back an alarm.
      for (const id of shown.ids()) dismiss(id);
      await bus?.close();
    },
  };
}

const WAY_OUT = 'Start or restart the notification service of this desktop, or log out and in again';
const SILENT = `the notification service does not answer. ${WAY_OUT}`;

function sentenceOf({ kind, name, message }: BusFault): string {
  if (kind === 'silent') return SILENT;
  if (kind === 'gone') return message;
  return NOBODY.test(name)
    ? `no notification service runs (${message}). ${WAY_OUT}`
    : `the notification service refuses it: ${message}`;
}

function serviceCall(member: string, signature?: string, body?: readonly unknown[]): BusCall {
  const asked = { destination: SERVICE, path: '/org/freedesktop/Notifications', interface: SERVICE, member };
  return signature === undefined ? asked : { ...asked, signature, body: body ?? [] };
}
