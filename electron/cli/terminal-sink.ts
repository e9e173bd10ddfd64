import { constants, openSync, writeSync } from 'node:fs';
import type { Sink } from './output-queue.ts';

/**
 * This process's terminal, written to without waiting. Node's own stream waits inside of a write (the description of the
 * terminal is shared with the shell, which must not find it changed), and a terminal that is stopped with Ctrl+S, or that
 * nobody reads, would hold everything, signals included. `null` where there is no such way; there the stream has to do.
 */
export function terminalSink(descriptor: 1 | 2): Sink | null {
  const path = process.platform === 'linux' ? `/proc/self/fd/${descriptor}` : '/dev/tty';
  try {
    const own = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    return { take: (bytes) => takenBy(own, bytes) };
  } catch {
    return null;
  }
}

function takenBy(descriptor: number, bytes: Uint8Array): number | null {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code === 'EAGAIN' || code === 'EINTR' ? 0 : null;
  }
}
