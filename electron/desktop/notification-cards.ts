import type { Notification } from '../../shared/domain/notification.ts';
import { capitalised } from '../../shared/lib/capitalised.ts';
import { plainText } from '../../shared/lib/plain-text.ts';

/** What the system shows of one service, of several at once, or of the monitor itself. Shown again under its id it replaces itself. */
export interface Card {
  readonly id: string;
  readonly title: string;
  readonly body: string;
  /** For what is down only: it stays until it is answered, and may pass "do not disturb". */
  readonly critical: boolean;
  /** The one service whose alert it tells. */
  readonly alarmOf: string | null;
}

/** What the latest notification of a service said. */
interface Told {
  readonly service: string;
  /** Milliseconds that only rise. */
  readonly at: number;
  readonly title: string;
  readonly resolved: boolean;
  readonly critical: boolean;
}

export interface Cards {
  /** Ids of the cards that stand. */
  readonly shown: readonly string[];
  /** One a service, oldest first: what may yet become one card, or has. */
  readonly burst: readonly Told[];
  /** The burst is told by the group card. */
  readonly grouped: boolean;
  /** Services that the group card tells of and that are not well again. */
  readonly failing: readonly string[];
}

export interface NextCards {
  readonly cards: Cards;
  readonly show: Card;
  /** Ids of cards that `show` makes superfluous. */
  readonly close: readonly string[];
}

export const NO_CARDS: Cards = { shown: [], burst: [], grouped: false, failing: [] };

export const MONITOR_CARD = 'monitor';
export const GROUP_CARD = 'group';

/** So many services within so short a time have one cause, as often as not. */
const GROUP_SERVICES = 3;
const GROUP_MS = 5000;
const MAX_NAMES = 4;
const TITLE_CHARACTERS = 100;
const BODY_CHARACTERS = 300;
const NAME_CHARACTERS = 60;

/** Each notice has a card of its own. */
export function noticeCard(notice: string): string {
  return `${MONITOR_CARD}:${notice}`;
}

export function serviceCard(service: string): string {
  return `service:${service}`;
}

/** What to show for `notification` at `now` (milliseconds that only rise), given what stands and whether its service is down. */
export function nextCards(cards: Cards, notification: Notification, isDown: boolean, now: number): NextCards {
  const { serviceId: service, title, body, severity, reason, noticeId } = notification;
  const resolved = reason === 'resolved';
  const critical = severity === 'critical' && isDown && !resolved;
  const words = {
    title: plainText(title, TITLE_CHARACTERS),
    body: plainText(capitalised(body), BODY_CHARACTERS),
    critical,
  };
  if (service === null) {
    const id = noticeId === undefined ? MONITOR_CARD : noticeCard(noticeId);
    return shownInstead(cards, { id, ...words, alarmOf: null }, []);
  }

  const others = recent(cards, now).filter((told) => told.service !== service);
  const burst = [...others, { service, at: now, title, resolved, critical }];
  const failing = cards.failing.filter((other) => other !== service);
  if (burst.length >= GROUP_SERVICES || (cards.grouped && others.length > 0)) {
    return nextGroup(cards, burst, failing);
  }
  const alone = { id: serviceCard(service), ...words, alarmOf: resolved ? null : service };
  const settled = resolved && cards.failing.length > 0 && failing.length === 0;
  const next = { ...cards, burst, grouped: false, failing: resolved ? failing : cards.failing };
  return shownInstead(next, alone, settled ? [GROUP_CARD] : []);
}

/** A group goes on as long as news keeps coming; before that, each notification waits for company by itself. */
function recent({ burst, grouped }: Cards, now: number): readonly Told[] {
  const isRecent = ({ at }: Told) => now - at <= GROUP_MS;
  return grouped ? (burst.slice(-1).some(isRecent) ? burst : []) : burst.filter(isRecent);
}

function nextGroup(cards: Cards, burst: readonly Told[], before: readonly string[]): NextCards {
  const isTold = (service: string) => burst.some((told) => told.service === service);
  const left = before.filter((service) => !isTold(service));
  const news = burst.flatMap(({ service, resolved }) => (resolved ? [] : [service]));
  const failing = [...new Set([...before, ...news])];
  const group: Card = {
    id: GROUP_CARD,
    ...groupWords(burst, left.length),
    critical: burst.some(({ critical }) => critical),
    alarmOf: null,
  };
  const single = burst.map(({ service }) => serviceCard(service));
  return shownInstead({ ...cards, burst, grouped: true, failing }, group, single);
}

function shownInstead(cards: Cards, show: Card, superfluous: readonly string[]): NextCards {
  const close = cards.shown.filter((id) => superfluous.includes(id));
  const shown = [...cards.shown.filter((id) => id !== show.id && !close.includes(id)), show.id];
  return { cards: { ...cards, shown }, show, close };
}

function groupWords(burst: readonly Told[], stillFailing: number): Pick<Card, 'title' | 'body'> {
  const told = burst.map(({ title }) => splitTitle(title));
  const said = told[0]?.said ?? null;
  const alike = said !== null && told.every((other) => other.said === said);
  const happened = alike
    ? said.replace(/^is /, 'are ')
    : burst.some(({ resolved }) => resolved)
      ? 'changed'
      : 'are failing';
  const names = alike ? told.map(({ name }) => name) : burst.map(({ title }) => title);
  const left =
    stillFailing === 0 ? '' : `. ${stillFailing} more ${stillFailing === 1 ? 'is' : 'are'} still failing`;
  return {
    title: plainText(`${burst.length} services ${happened}`, TITLE_CHARACTERS),
    body: `${listed(names.map((name) => plainText(name, NAME_CHARACTERS)))}${left}`,
  };
}

/** `Orders is down`: the name, and what is said of it; `null` where that is not how it is said. */
function splitTitle(title: string): { readonly name: string; readonly said: string | null } {
  const [, name = title, said = null] = /^(.+) (is .+)$/.exec(title) ?? [];
  return { name, said };
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  const rest = names.length - shown.length;
  const last = rest > 0 ? `${rest} more` : shown.pop();
  return `${shown.join(', ')} and ${last ?? ''}`;
}
