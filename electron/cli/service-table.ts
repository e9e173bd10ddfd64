import type { Cause, UnseenCause } from '../../shared/domain/probe-result.ts';
import type { Status } from '../../shared/domain/sample.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import type { Counts } from '../../shared/protocol/views.ts';
import { STATUS_MARKS, type Paint, type Style } from './palette.ts';
import { cut, displayWidth, padEnd, padStart, plain, wrap } from './text.ts';

/** One service as `check --json` prints it. */
export interface ServiceRow {
  readonly id: string;
  readonly name: string;
  readonly group: string | null;
  readonly status: Status;
  readonly latencyMs: number | null;
  readonly httpStatus: number | null;
  readonly cause: Cause | UnseenCause | null;
  readonly message: string | null;
  /** Epoch ms of the sample; `null` when there is none. */
  readonly at: number | null;
}

interface GroupName {
  readonly id: string;
  readonly name: string;
}

/** Exactly the members that are documented, whatever else the value carries. */
export function toRow(view: ServiceRow): ServiceRow {
  const { id, name, group, status, latencyMs, httpStatus, cause, message, at } = view;
  const rounded = latencyMs === null ? null : Math.round(latencyMs);
  return { id, name, group, status, latencyMs: rounded, httpStatus, cause, message, at };
}

/** What stands where there is no value. */
const NOTHING = '–';
const STATUS_WIDTH = 'x degraded'.length;
const HTTP_WIDTH = 3;
const LONGEST_NAME = 28;
const GAP = '  ';
const MARK_WIDTH = GAP.length + STATUS_WIDTH + GAP.length;
/** Sentences in a narrower column fall apart into single words; they go below the row instead. */
const NARROWEST_MESSAGE = 24;
const MESSAGE_LINES = 3;

/** Rows under the names of their groups, each line at most `columns` cells wide. */
export function serviceTable(
  rows: readonly ServiceRow[],
  groups: readonly GroupName[],
  columns: number,
  paint: Paint,
): readonly string[] {
  const layout = layoutFor(rows, columns);
  const known = groups.filter((group) => rows.some((row) => row.group === group.id));
  const rest = rows.filter((row) => !known.some((group) => group.id === row.group));
  const sections = known.map((group) => ({
    title: group.name,
    rows: rows.filter((row) => row.group === group.id),
  }));
  if (rest.length > 0) sections.push({ title: known.length > 0 ? 'Without a group' : '', rows: rest });
  return sections.flatMap((section, index) => [
    ...(index > 0 ? [''] : []),
    ...(section.title === '' ? [] : [paint('bold', cut(plain(section.title), columns))]),
    ...section.rows.flatMap((row) => rowLines(row, layout, paint)),
  ]);
}

interface Layout {
  readonly columns: number;
  readonly name: number;
  readonly latency: number;
  /** Left out before names have to be cut: it is in the sentence, too. */
  readonly httpStatus: boolean;
  /** Sentences stand beside the facts, not below. */
  readonly beside: boolean;
}

function layoutFor(rows: readonly ServiceRow[], columns: number): Layout {
  const widest = Math.max(0, ...rows.map((row) => displayWidth(plain(row.name))));
  const latency = Math.max(1, ...rows.map((row) => latencyText(row).length));
  const wanted = Math.min(widest, LONGEST_NAME);
  const room = columns - (MARK_WIDTH + GAP.length + latency);
  const httpStatus = room - GAP.length - HTTP_WIDTH >= wanted;
  const roomForName = httpStatus ? room - GAP.length - HTTP_WIDTH : room;
  const name = Math.max(1, Math.min(wanted, roomForName));
  return { columns, name, latency, httpStatus, beside: roomForName - name - GAP.length >= NARROWEST_MESSAGE };
}

function rowLines(row: ServiceRow, layout: Layout, paint: Paint): readonly string[] {
  const { glyph, style } = STATUS_MARKS[row.status];
  const facts = [
    padEnd(cut(plain(row.name), layout.name), layout.name),
    padStart(latencyText(row), layout.latency),
    ...(layout.httpStatus
      ? [padStart(row.httpStatus === null ? NOTHING : `${row.httpStatus}`, HTTP_WIDTH)]
      : []),
  ].join(GAP);
  const mark = `${GAP}${paint(style, padEnd(`${glyph} ${row.status}`, STATUS_WIDTH))}${GAP}`;
  const message = row.message === null ? '' : plain(row.message);
  if (message === '') return [mark + facts];
  if (!layout.beside) {
    const indent = ' '.repeat(GAP.length + 2);
    const below = wrap(message, layout.columns - indent.length, MESSAGE_LINES);
    return [mark + facts, ...below.map((line) => indent + paint('dim', line))];
  }
  const start = MARK_WIDTH + displayWidth(facts) + GAP.length;
  const [first = '', ...more] = wrap(message, layout.columns - start, MESSAGE_LINES);
  return [mark + facts + GAP + first, ...more.map((line) => ' '.repeat(start) + line)];
}

function latencyText(row: ServiceRow): string {
  return row.latencyMs === null ? NOTHING : formatDuration(row.latencyMs);
}

const COUNT_STYLES: readonly (readonly [Status, Style])[] = [
  ['up', 'green'],
  ['degraded', 'yellow'],
  ['down', 'red'],
  ['unknown', 'dim'],
];

/** `7 up, 1 degraded, 1 down`. */
export function countsText(counts: Counts, paint: Paint): string {
  const parts = COUNT_STYLES.filter(([status]) => counts[status] > 0).map(([status, style]) =>
    paint(style, `${counts[status]} ${status}`),
  );
  return parts.length === 0 ? 'no services' : parts.join(', ');
}
