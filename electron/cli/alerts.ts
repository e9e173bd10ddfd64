import type { InstanceClient } from '../adapters/instance-client.ts';
import { alertEntry, heading, incidentEntry, notificationEntry } from './alert-lines.ts';
import { complain, printJson, printLines, type Context } from './context.ts';
import { ANSWERS, type AlertAnswer, type IncidentAnswer, type NotificationAnswer } from './decode-answers.ts';
import { EXIT, exitCodeOfAlerts } from './exit-codes.ts';
import { followAlerts } from './follow-alerts.ts';
import type { Command } from './parse-arguments.ts';
import { plain } from './text.ts';
import { withInstance } from './with-instance.ts';

export function alerts(context: Context, command: Extract<Command, { name: 'alerts' }>): Promise<number> {
  return withInstance(context, (client) => {
    switch (command.show) {
      case 'current':
        return printCurrent(context, client);
      case 'history':
        return printHistory(context, client, command.limit);
      case 'follow':
        return followAlerts(context, client);
    }
  });
}

async function printCurrent(context: Context, client: InstanceClient): Promise<number> {
  const { terminal, common, paint, clock } = context;
  const answer = await client.ask(ANSWERS.alerts, 'alerts');
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (!answer.ok) return complain(context, EXIT.someDegradedOrUnknown, answer.error.message);
  const worstFirst = answer.value.alerts.toSorted((a, b) => rank(a) - rank(b) || a.since - b.since);
  const leading = worstFirst.filter(({ leads }) => leads);
  const firing = leading.filter((alert) => alert.state === 'firing');
  if (common.json) {
    printJson(terminal.stdout, { alerts: worstFirst });
  } else {
    const entries = leading.map((alert) =>
      alertEntry(alert, heldBack(worstFirst, alert), clock.wallNow(), terminal.stdout.columns(), paint),
    );
    const pending = leading.length - firing.length;
    const summary =
      worstFirst.length === 0
        ? 'No alert is firing or pending.'
        : `${firing.length} firing, ${pending} pending`;
    printLines(terminal.stdout, [...entries.flatMap((lines) => [...lines, '']), summary]);
  }
  const exitCode = exitCodeOfAlerts(firing.map((alert) => alert.severity));
  const { engine } = client;
  if (engine?.status !== 'fail') return exitCode;
  const message = `the monitor is stuck, so there may be more: ${plain(engine.concerns.join('; '))}`;
  return complain(context, Math.max(exitCode, EXIT.someDegradedOrUnknown), message);
}

/** Rules that have an alert of the same service, which speaks for them. */
function heldBack(all: readonly AlertAnswer[], { service }: AlertAnswer): readonly string[] {
  return all.flatMap((alert) => (alert.service === service && !alert.leads ? [alert.rule] : []));
}

function rank({ state, severity }: AlertAnswer): number {
  return (state === 'firing' ? 0 : 2) + (severity === 'critical' ? 0 : 1);
}

interface Past<Item> {
  readonly items: readonly Item[];
  /** There are older ones than those. */
  readonly more: boolean;
}

async function printHistory(context: Context, client: InstanceClient, limit: number): Promise<number> {
  const { terminal, common, paint, clock } = context;
  const incidents = await readPages<IncidentAnswer>(limit, async (path) => {
    const page = await client.ask(ANSWERS.incidents, `incidents?${path}`);
    return page.ok ? { items: page.value.incidents, next: page.value.next } : page.error.message;
  });
  const notifications = await readPages<NotificationAnswer>(limit, async (path) => {
    const page = await client.ask(ANSWERS.notifications, `notifications?${path}`);
    return page.ok ? { items: page.value.notifications, next: page.value.next } : page.error.message;
  });
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (typeof incidents === 'string') return complain(context, EXIT.someDegradedOrUnknown, incidents);
  if (typeof notifications === 'string') return complain(context, EXIT.someDegradedOrUnknown, notifications);
  if (common.json) {
    printJson(terminal.stdout, { incidents: incidents.items, notifications: notifications.items });
    return EXIT.allUp;
  }
  const columns = terminal.stdout.columns();
  const older = (past: Past<unknown>) =>
    past.more ? ['', paint('dim', `There are older ones: --limit ${limit * 5} shows more.`)] : [];
  printLines(terminal.stdout, [
    heading('Incidents', columns, paint),
    ...(incidents.items.length === 0 ? ['none'] : []),
    ...incidents.items.flatMap((incident) => incidentEntry(incident, clock.wallNow(), columns, paint)),
    ...older(incidents),
    '',
    heading('Notifications', columns, paint),
    ...(notifications.items.length === 0 ? ['none'] : []),
    ...notifications.items.flatMap((notification) => notificationEntry(notification, columns, paint)),
    ...older(notifications),
  ]);
  return EXIT.allUp;
}

/** What the instance hands out at once. */
const PAGE_SIZE = 200;

/** Follows the cursor until `limit` entries are there; a text is what went wrong. */
async function readPages<Item>(
  limit: number,
  ask: (query: string) => Promise<{ readonly items: readonly Item[]; readonly next: string | null } | string>,
): Promise<Past<Item> | string> {
  const items: Item[] = [];
  let before: string | null = null;
  do {
    const query = new URLSearchParams({ limit: `${Math.min(PAGE_SIZE, limit - items.length)}` });
    if (before !== null) query.set('before', before);
    const page = await ask(query.toString());
    if (typeof page === 'string') return page;
    items.push(...page.items);
    before = page.items.length === 0 ? null : page.next;
  } while (before !== null && items.length < limit);
  return { items, more: before !== null };
}
