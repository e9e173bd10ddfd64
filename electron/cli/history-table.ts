import type { Status } from '../../shared/domain/sample.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import type { HistoryAnswer, PointAnswer } from './decode-answers.ts';
import { STATUS_MARKS, type Paint } from './palette.ts';
import { cut, padEnd, padStart, plain } from './text.ts';
import { dateAndTime } from './times.ts';

const NOTHING = '–';
const DAY_MS = 86_400_000;
const GAP = '  ';

interface Column {
  readonly title: string;
  readonly width: number;
  readonly text: (point: PointAnswer) => string;
}

/** In the order in which they are given up when the terminal is narrow, last first. */
const COLUMNS: readonly Column[] = [
  { title: 'uptime', width: 8, text: (point) => ratioText(point.uptimeRatio) },
  { title: 'p50', width: 7, text: (point) => latencyText(point.latencyP50Ms) },
  { title: 'p95', width: 7, text: (point) => latencyText(point.latencyP95Ms) },
  { title: 'p99', width: 7, text: (point) => latencyText(point.latencyP99Ms) },
  { title: 'observed', width: 8, text: (point) => ratioText(point.coverageRatio) },
  { title: 'samples', width: 7, text: (point) => `${samplesOf(point)}` },
];

/** A row a step, oldest first, and all of them together; each line at most `columns` cells wide. Steps without a word are told of, too. */
export function historyTable(
  history: HistoryAnswer,
  now: number,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { service, from, to, stepMs, points, total } = history;
  const timeWidth = stepMs >= DAY_MS ? 'yyyy-mm-dd'.length : 'yyyy-mm-dd hh:mm'.length;
  const time = (at: number) => padEnd(dateAndTime(at).slice(0, timeWidth), timeWidth);
  const shown = fitting(columns - 2 - timeWidth);
  const row = (mark: string, first: string, cells: readonly string[]) =>
    [`${mark} ${first}`, ...cells].join(GAP).trimEnd();
  const known = new Map(points.map((point) => [point.startAt, point]));
  const steps = Array.from(
    { length: Math.round((to - from) / stepMs) },
    (_, index) => from + index * stepMs,
  ).filter((startAt) => startAt < now);
  const cells = (point: PointAnswer) => shown.map(({ width, text }) => padStart(text(point), width));
  const line = (startAt: number) => {
    const point = known.get(startAt);
    if (point === undefined) return paint('dim', row('?', time(startAt), [padStart(NOTHING, 8)]));
    const { glyph, style } = STATUS_MARKS[worstOf(point)];
    return row(paint(style, glyph), time(startAt), cells(point));
  };
  const heads = shown.map(({ title, width }) => padStart(title, width));
  return [
    paint('bold', cut(plain(`${service}, in steps of ${formatDuration(stepMs)}`), columns)),
    paint('dim', row(' ', padEnd('from', timeWidth), heads)),
    ...steps.map(line),
    paint(
      'dim',
      row(
        ' ',
        '─'.repeat(timeWidth),
        shown.map(({ width }) => '─'.repeat(width)),
      ),
    ),
    row(' ', padEnd('all', timeWidth), cells(total)),
  ];
}

function fitting(room: number): readonly Column[] {
  const shown: Column[] = [];
  let left = room;
  for (const column of COLUMNS) {
    left -= GAP.length + column.width;
    if (left < 0) break;
    shown.push(column);
  }
  return shown;
}

function worstOf({ upMs, degradedMs, downMs, ...point }: PointAnswer): Status {
  if (downMs > 0 || point.downSamples > 0) return 'down';
  if (degradedMs > 0 || point.degradedSamples > 0) return 'degraded';
  return upMs > 0 || point.upSamples > 0 ? 'up' : 'unknown';
}

function samplesOf({ upSamples, degradedSamples, downSamples }: PointAnswer): number {
  return upSamples + degradedSamples + downSamples;
}

/** Never rounded up to all: `99.99 %` is not `100 %`. */
function ratioText(ratio: number | null): string {
  if (ratio === null) return NOTHING;
  if (ratio === 1) return '100 %';
  return `${(Math.floor(ratio * 10_000) / 100).toFixed(2)} %`;
}

function latencyText(latencyMs: number | null): string {
  return latencyMs === null ? NOTHING : formatDuration(latencyMs);
}

const CSV_FIELDS = [
  'upMs',
  'degradedMs',
  'downMs',
  'upSamples',
  'degradedSamples',
  'downSamples',
  'uptimeRatio',
  'coverageRatio',
  'latencyMeanMs',
  'latencyP50Ms',
  'latencyP95Ms',
  'latencyP99Ms',
  'latencyMaxMs',
] as const satisfies readonly (keyof PointAnswer)[];

/** RFC 4180: a header, a record a step of which something is known, each with CRLF; nothing in it needs quotes. */
export function historyCsv({ service, stepMs, points }: HistoryAnswer): string {
  const records = points.map((point) => [
    service,
    new Date(point.startAt).toISOString(),
    new Date(point.startAt + stepMs).toISOString(),
    ...CSV_FIELDS.map((field) => point[field] ?? ''),
  ]);
  return [['service', 'from', 'to', ...CSV_FIELDS], ...records]
    .map((record) => `${record.join(',')}\r\n`)
    .join('');
}
