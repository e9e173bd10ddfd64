import { connectInstance, type InstanceClient } from '../adapters/instance-client.ts';
import { deliveryText, alertMark } from './alert-lines.ts';
import {
  isEnd,
  leadingTransitionsBetween,
  transitionsBetween,
  type AlertTransition,
} from './alert-transitions.ts';
import { dataFolderOf, pause, printJsonLine, printLines, type Context } from './context.ts';
import { ANSWERS, type AlertAnswer, type NotificationAnswer } from './decode-answers.ts';
import { EXIT } from './exit-codes.ts';
import { listenToInstance } from './listen-to-instance.ts';
import { STATUS_MARKS } from './palette.ts';
import { padEnd, plain } from './text.ts';
import { dateAndTime } from './times.ts';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/** Told while the connection was down: more than this would be a flood rather than a stream. */
const CAUGHT_UP_NOTIFICATIONS = 50;
const REMEMBERED_NOTIFICATIONS = 500;

/** Prints what happens to alerts until Ctrl+C, over restarts of the instance. */
export async function followAlerts(context: Context, first: InstanceClient): Promise<number> {
  const { terminal, clock } = context;
  const { signal } = terminal;
  const stream = createStream(context);
  let client: InstanceClient | null = first;
  let delayMs = FIRST_DELAY_MS;
  let lost = false;
  while (!signal.aborted) {
    if (client !== null) {
      const current = client;
      const heard = await listenToInstance(current.address, clock, signal, (news) => {
        if (lost) {
          printLines(terminal.stderr, [`${dateAndTime(clock.wallNow())}  connected again`]);
          void catchUp(stream, current);
        }
        lost = false;
        stream.alerts(news.alerts, news.at);
        for (const notification of news.notifications) stream.notification(notification);
      });
      if (heard) delayMs = FIRST_DELAY_MS;
    }
    if (signal.aborted) break;
    if (!lost) {
      printLines(terminal.stderr, [
        `${dateAndTime(clock.wallNow())}  the instance is gone; waiting for it to come back`,
      ]);
    }
    lost = true;
    await pause(clock, delayMs, signal);
    delayMs = Math.min(LONGEST_DELAY_MS, delayMs * 2);
    const connected = await connectInstance(dataFolderOf(context), signal);
    client = connected.ok ? connected.value : null;
  }
  return EXIT.allUp;
}

interface Stream {
  alerts(alerts: readonly AlertAnswer[], at: number): void;
  notification(notification: NotificationAnswer): void;
  readonly lastNotifiedAt: number;
}

function createStream(context: Context): Stream {
  const { terminal, common, clock } = context;
  const { stdout } = terminal;
  /** The same one may come over the socket and by asking. */
  const told = new Set<string>();
  let known: readonly AlertAnswer[] = [];
  let lastNotifiedAt = clock.wallNow();
  return {
    get lastNotifiedAt() {
      return lastNotifiedAt;
    },
    alerts(alerts, at) {
      if (common.json) {
        for (const { transition, at: when, alert } of transitionsBetween(known, alerts, at))
          printJsonLine(stdout, { type: 'alert', at: when, transition, ...alert });
      } else {
        const news = leadingTransitionsBetween(known, alerts, at);
        printLines(
          stdout,
          news.map((one) => transitionText(context, one)),
        );
      }
      known = alerts;
    },
    notification(notification) {
      const key = JSON.stringify([notification.id, notification.notifier, notification.delivered]);
      if (told.has(key)) return;
      told.add(key);
      if (told.size > REMEMBERED_NOTIFICATIONS) forgetOldest(told);
      lastNotifiedAt = Math.max(lastNotifiedAt, notification.at);
      if (common.json) printJsonLine(stdout, { type: 'notification', ...notification });
      else printLines(stdout, [notificationText(notification)]);
    },
  };
}

/** A set keeps its members in the order in which they came. */
function forgetOldest(members: Set<string>): void {
  const [oldest] = members;
  if (oldest !== undefined) members.delete(oldest);
}

const WORD_WIDTH = '✗ resolved'.length;

function transitionText({ paint }: Context, { transition, at, alert }: AlertTransition): string {
  const ended = isEnd(transition);
  const { glyph, style } = ended ? STATUS_MARKS.up : alertMark(alert);
  const what = ended
    ? `${alert.service}: ${alert.rule} (${alert.severity})`
    : `${alert.message} [${alert.rule}, ${alert.severity}]`;
  return `${dateAndTime(at)}  ${paint(style, padEnd(`${glyph} ${transition}`, WORD_WIDTH))}  ${plain(what)}`;
}

function notificationText(notification: NotificationAnswer): string {
  const { at, title, body } = notification;
  return `${dateAndTime(at)}  ${padEnd('> told', WORD_WIDTH)}  ${plain(`${title}: ${body}`)} [${plain(deliveryText(notification))}]`;
}

/** What was told while nobody listened, oldest first. */
async function catchUp(stream: Stream, client: InstanceClient): Promise<void> {
  const since = stream.lastNotifiedAt;
  const page = await client.ask(ANSWERS.notifications, `notifications?limit=${CAUGHT_UP_NOTIFICATIONS}`);
  if (!page.ok) return;
  for (const notification of page.value.notifications.toReversed()) {
    if (notification.at >= since) stream.notification(notification);
  }
}
