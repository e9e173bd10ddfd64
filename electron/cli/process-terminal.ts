import type { WriteStream } from 'node:tty';
import { nodeClock } from '../adapters/node-clock.ts';
import type { Output, Terminal } from './terminal.ts';

/** Where nobody says how wide it is, such as in a pipe. */
const COLUMNS = 80;
const ROWS = 24;

/** This process's own streams, environment and signals. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const ending = new AbortController();
  const end = () => ending.abort();
  // Once: whoever asks a second time is not made to wait.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  // Nobody reads any more, such as behind `| head`: a quiet end, as if asked.
  stdout.on('error', end);
  stderr.on('error', () => {});
  return {
    stdout: outputOf(stdout),
    stderr: outputOf(stderr),
    env,
    clock: nodeClock,
    signal: ending.signal,
    onResize(callback) {
      stdout.on('resize', callback);
      return () => stdout.off('resize', callback);
    },
  };
}

function outputOf(stream: WriteStream): Output {
  const asked = Number(process.env['COLUMNS']);
  const usual = Number.isInteger(asked) && asked > 0 ? asked : COLUMNS;
  return {
    isTerminal: stream.isTTY,
    columns: () => (stream.isTTY ? stream.columns : usual),
    rows: () => (stream.isTTY ? stream.rows : ROWS),
    write: (text) => void stream.write(text),
    taken: () =>
      new Promise((resolve) => {
        stream.write('', () => resolve());
      }),
  };
}
