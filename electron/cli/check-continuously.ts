import type { Status } from '../../shared/domain/sample.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import { pause, printJsonLine, printLines, type Context } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { LiveScreen } from './live-screen.ts';
import { STATUS_MARKS } from './palette.ts';
import { probeRound, progressText, roundAsJson, type Plan, type Round, type RoundTools } from './round.ts';
import { countsText, serviceTable, type ServiceRow } from './service-table.ts';
import { cut, padEnd, plain } from './text.ts';
import { dateAndTime, timeOfDay } from './times.ts';

/** Shows rounds as they come in; each way of showing is one of these. */
interface RoundView {
  progress(text: string): void;
  round(round: Round, nextAt: number): void;
  close(): void;
}

/** The exit code is that of the last complete round. */
export async function checkContinuously(
  context: Context,
  plan: Plan,
  tools: RoundTools,
  intervalMs: number,
): Promise<number> {
  const { clock, terminal } = context;
  const { signal } = terminal;
  const view = createView(context, plan, intervalMs);
  let last: Round | null = null;
  let due = clock.monotonicNow();
  try {
    while (!signal.aborted) {
      const round = await probeRound(plan.services, tools, (waiting, total) =>
        view.progress(progressText(waiting, total)),
      );
      if (signal.aborted) break;
      last = round;
      // A round that took longer than the interval delays the next one; turns are not made up for.
      due = Math.max(due + intervalMs, clock.monotonicNow());
      const waitMs = due - clock.monotonicNow();
      view.round(round, clock.wallNow() + waitMs);
      await pause(clock, waitMs, signal);
    }
  } finally {
    view.close();
  }
  return last === null ? EXIT.interrupted : exitCodeOf(last.counts);
}

function createView(context: Context, plan: Plan, intervalMs: number): RoundView {
  const { stdout } = context.terminal;
  if (context.common.json) {
    return {
      progress: () => {},
      round: (round) => printJsonLine(stdout, roundAsJson(round)),
      close: () => {},
    };
  }
  return stdout.isTerminal ? screenView(context, plan, intervalMs) : lineView(context);
}

/** A line for each service whose status changed, then one for the round. */
function lineView({ terminal, paint }: Context): RoundView {
  const before = new Map<string, Status>();
  return {
    progress: () => {},
    round({ rows, counts, at, tookMs }) {
      const changed = rows.filter((row) => before.get(row.id) !== row.status);
      for (const row of changed) before.set(row.id, row.status);
      printLines(terminal.stdout, [
        ...changed.map((row) => `${dateAndTime(at)}  ${changeText(row)}`),
        `${dateAndTime(at)}  ${countsText(counts, paint)} · ${formatDuration(tookMs)}`,
      ]);
    },
    close: () => {},
  };
}

function changeText({ status, name, message, latencyMs }: ServiceRow): string {
  const answered = latencyMs === null ? '' : `answered in ${formatDuration(latencyMs)}`;
  const mark = padEnd(`${STATUS_MARKS[status].glyph} ${status}`, 'x degraded'.length);
  return `${mark}  ${plain(name)}: ${plain(message ?? answered)}`;
}

function screenView({ terminal, paint }: Context, plan: Plan, intervalMs: number): RoundView {
  const { stdout } = terminal;
  const screen = new LiveScreen(stdout);
  let last: Round | null = null;
  let footer = '';

  const draw = () => screen.draw(frame(stdout.columns(), stdout.rows()));
  const stopResize = terminal.onResize(draw);

  function frame(columns: number, rows: number): readonly string[] {
    const title = paint('bold', cut(`bellwether check, every ${formatDuration(intervalMs)}`, columns));
    const below = ['', ...(last === null ? [] : [summary(last)]), paint('dim', cut(footer, columns))];
    const room = rows - below.length - 2;
    return [title, '', ...(last === null ? [] : tableWithin(last, columns, room)), ...below];
  }

  function tableWithin(round: Round, columns: number, room: number): readonly string[] {
    const whole = serviceTable(round.rows, plan.groups, columns, paint);
    if (whole.length <= room) return whole;
    const worstFirst = round.rows.toSorted((a, b) => SEVERITY[b.status] - SEVERITY[a.status]);
    const flat = serviceTable(worstFirst, [], columns, paint);
    if (flat.length <= room) return flat;
    return [
      ...flat.slice(0, room - 1),
      paint('dim', cut('  … the rest does not fit in this window', columns)),
    ];
  }

  const summary = (round: Round) => `${countsText(round.counts, paint)} · ${formatDuration(round.tookMs)}`;

  return {
    progress(text) {
      footer = `${text} · Ctrl+C ends`;
      draw();
    },
    round(round, nextAt) {
      last = round;
      footer = `probed at ${timeOfDay(round.at)}, next at ${timeOfDay(nextAt)} · Ctrl+C ends`;
      draw();
    },
    close() {
      stopResize();
      screen.close();
      if (last === null) return;
      // The last round stays readable after the alternate screen is gone.
      const table = serviceTable(last.rows, plan.groups, stdout.columns(), paint);
      printLines(stdout, [...table, '', summary(last)]);
    },
  };
}

const SEVERITY: Readonly<Record<Status, number>> = { down: 3, degraded: 2, unknown: 1, up: 0 };
