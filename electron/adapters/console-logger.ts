import { plainText } from '../../shared/lib/plain-text.ts';
import type { Clock, Logger } from '../ports.ts';
import { cleanFields, fieldWords } from './log-fields.ts';
import type { LogFields, LogLevel } from './log-fields.ts';
import { RepeatedLines, type Line } from './repeated-lines.ts';

const MAX_VALUE = 300;

type Paint = (colour: 'yellow' | 'red', text: string) => string;

/** A terminal or a pipe. */
export interface LogStream {
  write(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/**
 * One line per event for a person, from `info` up: time of day, level, event, fields. `paint` knows whether colour is wanted.
 * What repeats is counted and said with a later line.
 */
export function consoleLogger(stream: LogStream, clock: Pick<Clock, 'wallNow'>, paint: Paint): Logger {
  // Nobody reads any more, such as behind `| head`: that must not end the monitor.
  stream.on('error', () => {});
  const words = {
    debug: 'debug',
    info: 'info ',
    warn: paint('yellow', 'warn '),
    error: paint('red', 'error'),
  };
  const repeated = new RepeatedLines();
  const put = ({ level, event, fields }: Line) => {
    const pairs = fieldWords(fields, MAX_VALUE).map((pair) => ` ${pair}`);
    stream.write(`${timeOfDay(clock.wallNow())} ${words[level]} ${event}${pairs.join('')}\n`);
  };
  const write =
    (level: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      const line = { level, event: plainText(event, MAX_VALUE), fields: cleanFields(fields) };
      const now = clock.wallNow();
      for (const due of repeated.due(now)) put(due);
      if (repeated.isNew(line, now)) put(line);
    };
  return { debug: () => {}, info: write('info'), warn: write('warn'), error: write('error') };
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}
