import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Processor seconds of all its threads so far, by the scheduler's clock: ticks would count short work by chance. */
export function cpuSecondsOf(pid: number): number {
  const threads = `/proc/${pid}/task`;
  const ran = readdirSync(threads).map((thread) => readFileSync(join(threads, thread, 'schedstat'), 'utf8'));
  return ran.reduce((sum, line) => sum + Number(line.split(' ', 1)[0]), 0) / 1e9;
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
