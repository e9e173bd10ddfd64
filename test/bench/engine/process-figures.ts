import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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

/** Of the pages of the history that hold anything, wherever they are: the file itself grows by leaps, as its log is emptied. */
export function databaseBytes(folder: string): number {
  using database = new DatabaseSync(join(folder, 'history.sqlite'), { readOnly: true });
  const pragma = (name: string) => Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}
