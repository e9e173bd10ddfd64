import { silenceOfAll } from '../../shared/domain/quiet.ts';
import { unobservedWords } from '../../shared/domain/run.ts';
import type { Counts } from '../../shared/protocol/views.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import type { InstanceClient } from '../adapters/instance-client.ts';
import { complain, DEMO_NOTE, printJson, printLines, type Context } from './context.ts';
import { ANSWERS, type NoticeAnswer, type ServiceAnswer } from './decode-answers.ts';
import { engineLines } from './engine-lines.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { measureTexts, pauseText, silenceOfAllText } from './measure-text.ts';
import type { Paint } from './palette.ts';
import { countsText, serviceTable, toRow } from './service-table.ts';
import { count, plain, wrap } from './text.ts';
import { moment } from './times.ts';
import { withInstance } from './with-instance.ts';

export function status(context: Context): Promise<number> {
  return withInstance(context, (client) => printStatus(context, client));
}

async function printStatus(context: Context, client: InstanceClient): Promise<number> {
  const { terminal, common, paint, clock } = context;
  const [now, list] = await Promise.all([
    client.ask(ANSWERS.overview, 'overview'),
    client.ask(ANSWERS.services, 'services'),
  ]);
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (!now.ok) return complain(context, EXIT.someDegradedOrUnknown, now.error.message);
  if (!list.ok) return complain(context, EXIT.someDegradedOrUnknown, list.error.message);
  const { overview, instance, notices, at } = now.value;
  const { url } = client.instance;
  const { services } = list.value;
  const exitCode = exitCodeOf(overview.counts);
  if (common.json) {
    printJson(terminal.stdout, {
      overall: overview.overall,
      pause: overview.pause,
      services: services.map((service) => ({
        ...toRow(service),
        since: service.since,
        unobservedMs: service.unobservedMs,
        silence: service.silence,
        acknowledgement: service.acknowledgement,
      })),
      notices,
      engine: client.engine,
      instance: { ...instance, url },
    });
    return exitCode;
  }
  const columns = terminal.stdout.columns();
  const alerts = [
    ...(overview.firing > 0 ? [`${count(overview.firing, 'alert')} firing`] : []),
    ...(overview.pending > 0 ? [`${overview.pending} pending`] : []),
  ];
  const silence = services.length > 1 ? silenceOfAll(services) : null;
  const measures = services.flatMap((service) =>
    measureTexts(service, at).flatMap((text) => wrap(`${plain(service.name)}: ${text}`, columns)),
  );
  const runningFor = formatDuration(Math.max(0, clock.wallNow() - instance.startedAt));
  printLines(terminal.stdout, [
    paint('bold', plain(overview.headline)),
    ...(overview.pause === null ? [] : wrap(pauseText(overview.pause, at), columns)),
    ...(silence === null ? [] : wrap(silenceOfAllText(silence, at), columns)),
    ...(instance.demo ? [DEMO_NOTE] : []),
    ...notices.flatMap((notice) => wrap(noticeText(notice, clock.wallNow()), columns)),
    '',
    ...serviceTable(
      services.map((service) => ({ ...toRow(service), message: messageSince(service, at) })),
      list.value.groups,
      columns,
      paint,
    ),
    ...(measures.length === 0 ? [] : ['', ...measures]),
    '',
    ...(client.engine === null ? [] : engineLines(client.engine, columns, paint)),
    ...summaryLines(overview.counts, alerts, columns, paint),
    ...wrap(`${url} · process ${instance.pid}, running for ${runningFor}`, columns).map((line) =>
      paint('dim', line),
    ),
  ]);
  return exitCode;
}

/** Of what is not well, for how long as well. */
function messageSince(service: ServiceAnswer, now: number): string | null {
  const { message, since, unobservedMs } = service;
  const isTrouble = service.status === 'down' || service.status === 'degraded';
  if (message === null || since === null || !isTrouble) return message;
  return `${message}, for ${formatDuration(now - since)}${unobservedWords(unobservedMs, now - since)}`;
}

function noticeText({ severity, message, since }: NoticeAnswer, now: number): string {
  return `${severity}: ${plain(message)} (since ${moment(since, now)})`;
}

/** On one line where that fits. */
function summaryLines(
  counts: Counts,
  alerts: readonly string[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const oneLine = [countsText(counts, paint), ...alerts].join(' · ');
  const width = [countsText(counts, (_, text) => text), ...alerts].join(' · ').length;
  return width <= columns ? [oneLine] : [countsText(counts, paint), alerts.join(' · ')];
}
