import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Of `getconf CLK_TCK`: 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Processor seconds of all threads so far, user and system. */
export function cpuSecondsOf(pid: number): number {
  const line = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name of the program, in brackets, may hold blanks.
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** Proportional set size in MB (10^6 bytes). */
export function memoryOf(pid: number): number {
  const kib = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
  return (Number(kib) * 1024) / 1e6;
}

/** Bytes that were sent to the disk so far. */
export function bytesWrittenBy(pid: number): number {
  return Number(/^write_bytes: (\d+)/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1]);
}

/** Of the history with its write-ahead log. */
export function databaseBytes(folder: string): number {
  const files = readdirSync(folder).filter(
    (name) => name.startsWith('history.sqlite') && !name.endsWith('-shm'),
  );
  return files.reduce((total, name) => total + statSync(join(folder, name)).size, 0);
}
