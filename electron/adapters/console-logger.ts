import { plainText } from '../../shared/lib/plain-text.ts';
import type { Clock, Logger } from '../ports.ts';
import { cleanFields } from './log-fields.ts';
import type { LogFields } from './log-fields.ts';

const MAX_VALUE = 300;

type Paint = (colour: 'yellow' | 'red', text: string) => string;

/** A terminal or a pipe. */
export interface LogStream {
  write(text: string): unknown;
  on(event: 'error', listener: () => void): unknown;
}

/** One line per event for a person, from `info` up: time of day, level, event, fields. `paint` knows whether colour is wanted. */
export function consoleLogger(stream: LogStream, clock: Pick<Clock, 'wallNow'>, paint: Paint): Logger {
  // Nobody reads any more, such as behind `| head`: that must not end the monitor.
  stream.on('error', () => {});
  const write =
    (word: string) =>
    (event: string, fields: LogFields = {}) => {
      const pairs = Object.entries(cleanFields(fields)).map(
        ([key, value]) => ` ${plainText(key)}=${inWords(value)}`,
      );
      stream.write(`${timeOfDay(clock.wallNow())} ${word} ${plainText(event, MAX_VALUE)}${pairs.join('')}\n`);
    };
  return {
    debug: () => {},
    info: write('info '),
    warn: write(paint('yellow', 'warn ')),
    error: write(paint('red', 'error')),
  };
}

function timeOfDay(at: number): string {
  return new Date(at).toTimeString().slice(0, 8);
}

function inWords(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined');
  const safe = plainText(text, MAX_VALUE);
  return typeof value === 'string' && (safe === '' || /[\s"=]/.test(safe)) ? JSON.stringify(safe) : safe;
}
