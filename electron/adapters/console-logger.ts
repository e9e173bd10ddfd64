import { plainText } from '../../shared/lib/plain-text.ts';
import type { Clock, Logger } from '../ports.ts';
import { cleanFields, fieldWords } from './log-fields.ts';
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
      const pairs = fieldWords(cleanFields(fields), MAX_VALUE).map((pair) => ` ${pair}`);
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
