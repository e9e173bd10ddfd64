import type { WriteStream } from 'node:tty';
import { nodeClock } from '../adapters/node-clock.ts';
import { onKeeperGone } from '../adapters/keeper-channel.ts';
import type { Output, Terminal } from './terminal.ts';

/** Where nobody says how wide it is, such as in a pipe. */
const COLUMNS = 80;
const ROWS = 24;
/** Sooner nobody asks a second time. */
const ECHO_MS = 100;

/** This process's own streams, environment and signals. */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const ending = new AbortController();
  const end = () => ending.abort();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) onAsked(signal, end);
  onKeeperGone(env, end);
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

/** Once: whoever asks a second time is not made to wait. */
function onAsked(signal: NodeJS.Signals, end: () => void): void {
  const ignore = () => {};
  process.once(signal, () => {
    // A library that cleans up on signals (`when-exit`, below `conf`) sends them anew, to die of them as usual.
    process.on(signal, ignore);
    setTimeout(() => process.off(signal, ignore), ECHO_MS).unref();
    end();
  });
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
