import { z } from 'zod';
import { fieldWords } from '../adapters/log-fields.ts';
import { KEPT_LEVELS, type KeptLevel } from '../adapters/log-files.ts';
import type { LogText } from '../adapters/log-tail.ts';
import type { Paint, Style } from './palette.ts';
import { padEnd, plain, wrap } from './text.ts';
import { dateAndTime } from './times.ts';

export interface LogLine {
  readonly at: number;
  readonly level: KeptLevel;
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const schema = z.object({
  time: z.iso.datetime().transform((time) => Date.parse(time)),
  level: z.enum(KEPT_LEVELS),
  event: z.string(),
  fields: z.record(z.string(), z.unknown()).default({}),
});

/** `null` when it is no line of a log. */
export function decodeLogLine({ text, fault }: LogText): LogLine | null {
  if (fault === 'too long') return null;
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return null;
  }
  const decoded = schema.safeParse(document);
  if (!decoded.success) return null;
  const { time, ...rest } = decoded.data;
  return { at: time, ...rest };
}

const MAX_VALUE = 2000;
const TIME_WIDTH = '2026-01-05 22:05:11'.length;
const LEVEL_WIDTH = 'error'.length;
const TEXT_AT = TIME_WIDTH + 2 + LEVEL_WIDTH + 2;
const LEAST_TEXT = 20;

const STYLES: Readonly<Record<KeptLevel, Style | null>> = { info: null, warn: 'yellow', error: 'red' };

/** Time, level, event and fields; wrapped under each other, unless `columns` is `null`: then it is one line, as `grep` wants it. */
export function logLineText(line: LogLine, columns: number | null, paint: Paint): string {
  const style = STYLES[line.level];
  const level = padEnd(line.level, LEVEL_WIDTH);
  const fields = fieldWords(line.fields, MAX_VALUE).join(' ');
  const text = fields === '' ? plain(line.event) : `${plain(line.event)}  ${fields}`;
  const head = `${paint('dim', dateAndTime(line.at))}  ${style === null ? level : paint(style, level)}  `;
  return head + under(text, columns);
}

/** In the place of a line that says nothing. */
export function unreadableText({ file, text, fault }: LogText, columns: number | null): string {
  const what = `a line of ${file} cannot be read${fault === null ? '' : ` (${fault})`}: ${plain(text)}`;
  return `${padEnd('?', TIME_WIDTH)}  ${padEnd('?', LEVEL_WIDTH)}  ${under(what, columns)}`;
}

function under(text: string, columns: number | null): string {
  if (columns === null) return text;
  const lines = wrap(text, Math.max(LEAST_TEXT, columns - TEXT_AT));
  return lines.map((line) => line.trimEnd()).join(`\n${' '.repeat(TEXT_AT)}`);
}
