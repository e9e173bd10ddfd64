import { formatDuration } from '../../shared/lib/duration.ts';
import type { AlertAnswer, IncidentAnswer, NotificationAnswer } from './decode-answers.ts';
import { STATUS_MARKS, type Paint, type Style } from './palette.ts';
import { cut, padEnd, plain, wrap } from './text.ts';
import { dateAndTime, moment } from './times.ts';

const GAP = '  ';

interface Mark {
  readonly glyph: string;
  readonly style: Style;
}

const PENDING: Mark = { glyph: '…', style: 'yellow' };

/** What happened, then the circumstances below it, each line at most `columns` cells wide. */
function entry(
  { glyph, style }: Mark,
  word: string,
  title: string,
  details: readonly string[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const indent = glyph.length + 1 + word.length + GAP.length;
  const [first = '', ...more] = wrap(plain(title), columns - indent);
  const margin = ' '.repeat(indent);
  return [
    paint(style, `${glyph} ${word}`) + GAP + first,
    ...more.map((line) => margin + line),
    ...details.flatMap((detail) =>
      wrap(plain(detail), columns - indent).map((line) => margin + paint('dim', line)),
    ),
  ];
}

export function alertEntry(
  alert: AlertAnswer,
  others: readonly string[],
  now: number,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { rule, severity, since, firingAt, suppressed } = alert;
  const began = `since ${moment(since, now)} (${formatDuration(now - since)})`;
  const facts =
    firingAt === null
      ? `${rule}, ${severity}, ${began}`
      : `${rule}, ${severity}, ${began}, firing for ${formatDuration(now - firingAt)}`;
  return entry(
    alertMark(alert),
    padEnd(alert.state, 'pending'.length),
    alert.message,
    [
      facts,
      ...(others.length === 0 ? [] : [`with ${others.join(', ')}`]),
      ...(suppressed === null ? [] : [suppressed]),
    ],
    columns,
    paint,
  );
}

export function alertMark({ state, severity }: AlertAnswer): Mark {
  if (state === 'pending') return PENDING;
  return severity === 'critical' ? STATUS_MARKS.down : STATUS_MARKS.degraded;
}

export function incidentEntry(
  incident: IncidentAnswer,
  now: number,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { service, startedAt, resolvedAt, message, alerts, clockWrong } = incident;
  const lasted = clockWrong ? '' : ` for ${formatDuration((resolvedAt ?? now) - startedAt)}`;
  return entry(
    resolvedAt === null ? STATUS_MARKS.down : STATUS_MARKS.up,
    dateAndTime(startedAt),
    `${service} ${resolvedAt === null ? `down${lasted}, not over yet` : `was down${lasted}`}`,
    [
      message,
      alerts.length === 0 ? 'no alert fired' : `fired: ${alerts.join(', ')}`,
      ...(clockWrong ? [CLOCK_WRONG] : []),
    ],
    columns,
    paint,
  );
}

/** Of what is listed last, with a date that nobody can have meant. */
const CLOCK_WRONG = 'the clock of the monitor was wrong then';
const DELIVERY = { true: 'delivered', false: 'not delivered', unknown: 'delivery unknown' } as const;

export function deliveryText({ notifier, delivered }: NotificationAnswer): string {
  return `${notifier}: ${DELIVERY[`${delivered}`]}`;
}

export function notificationEntry(
  notification: NotificationAnswer,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { at, title, body, reason, rule } = notification;
  return entry(
    notificationMark(notification),
    dateAndTime(at),
    title,
    [
      body,
      [...(rule === null ? [] : [rule]), reason, deliveryText(notification)].join(', '),
      ...(notification.clockWrong ? [CLOCK_WRONG] : []),
    ],
    columns,
    paint,
  );
}

function notificationMark({ reason, severity }: NotificationAnswer): Mark {
  if (reason === 'resolved') return STATUS_MARKS.up;
  switch (severity) {
    case 'critical':
      return STATUS_MARKS.down;
    case 'warning':
      return STATUS_MARKS.degraded;
    case 'info':
      return STATUS_MARKS.unknown;
  }
}

export function heading(text: string, columns: number, paint: Paint): string {
  return paint('bold', cut(text, columns));
}
