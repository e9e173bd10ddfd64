import type { WriteStream } from 'node:tty';
import { nodeClock } from '../adapters/node-clock.ts';
import { onKeeperGone, onKeeperMessage } from '../adapters/keeper-channel.ts';
import { pause } from './context.ts';
import { OutputQueue } from './output-queue.ts';
import { terminalSink } from './terminal-sink.ts';
import type { Output, Terminal } from './terminal.ts';

/** Where nobody says how wide it is, such as in a pipe. */
const COLUMNS = 80;
const ROWS = 24;
/** Sooner nobody asks a second time. */
const ECHO_MS = 100;

/** Of what is for people: they look at the last of it, and the log file has it all. */
const MOST_WAITING_LINES = 1024 * 1024;
/** Of what a program may read, or a long listing. */
const MOST_WAITING_OUTPUT = 64 * 1024 * 1024;
/** For what was printed last, once the process was asked to end. */
const LAST_MOMENT_MS = 1000;

/** This process's own streams, environment and signals. */
export interface ProcessTerminal extends Terminal {
  /**
   * When all that was printed has left. Nobody waits for that for longer than a moment once the process was asked to end,
   * and nobody waits at all for lines on stderr. `false` when the process has to be ended with some of it left.
   */
  left(): Promise<boolean>;
}

export function processTerminal(): ProcessTerminal {
  const { stdin, stdout, stderr, env } = process;
  const ending = new AbortController();
  const end = () => ending.abort();
  const reloads = new Set<() => void>();
  const reload = () => reloads.forEach((callback) => callback());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) onAsked(signal, end);
  // Node takes an inherited "ignore" (nohup) back before any script runs, so it cannot be asked for: without a terminal
  // there is none that could be closed, and the signal has the meaning that it has for other services.
  if (stdin.isTTY || stdout.isTTY || stderr.isTTY) onAsked('SIGHUP', end);
  else process.on('SIGHUP', () => (reloads.size === 0 ? end() : reload()));
  onKeeperGone(env, end);
  onKeeperMessage(env, reload);
  // Nobody reads any more, such as behind `| head`: a quiet end, as if asked.
  const out = outputOf(stdout, 1, MOST_WAITING_OUTPUT, end);
  const lines = outputOf(stderr, 2, MOST_WAITING_LINES, () => {});
  return {
    stdout: out,
    stderr: lines,
    env,
    clock: nodeClock,
    signal: ending.signal,
    onResize(callback) {
      stdout.on('resize', callback);
      return () => stdout.off('resize', callback);
    },
    onReload(callback) {
      reloads.add(callback);
      return () => reloads.delete(callback);
    },
    async left() {
      const moment = () => pause(nodeClock, LAST_MOMENT_MS, new AbortController().signal);
      const asked = aborted(ending.signal).then(moment);
      await Promise.race([out.taken(), asked]);
      await Promise.race([lines.taken(), moment()]);
      return out.waiting() + lines.waiting() === 0;
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
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

function outputOf(stream: WriteStream, descriptor: 1 | 2, mostBytes: number, onGone: () => void): Output {
  const asked = Number(process.env['COLUMNS']);
  const usual = Number.isInteger(asked) && asked > 0 ? asked : COLUMNS;
  stream.on('error', onGone);
  const sink = stream.isTTY ? terminalSink(descriptor) : null;
  const size = {
    isTerminal: stream.isTTY,
    columns: () => (stream.isTTY ? stream.columns : usual),
    rows: () => (stream.isTTY ? stream.rows : ROWS),
  };
  if (sink !== null) {
    const queue = new OutputQueue(sink, mostBytes, onGone);
    return {
      ...size,
      write: (text) => queue.write(text),
      taken: () => queue.taken(),
      waiting: () => queue.waiting,
    };
  }
  return {
    ...size,
    // Files take everything, pipes and sockets are written to without waiting.
    write: (text) => {
      if (stream.writableLength + text.length <= mostBytes || stream.writableLength === 0) stream.write(text);
    },
    taken: () =>
      new Promise((resolve) => {
        stream.write('', () => resolve());
      }),
    waiting: () => stream.writableLength,
  };
}
