import { join } from 'node:path';

/** The one that is written to and the older ones. */
export const KEPT_FILES = 5;

/** From the least; what is below is not kept. */
export const KEPT_LEVELS = ['info', 'warn', 'error'] as const;
export type KeptLevel = (typeof KEPT_LEVELS)[number];

/** Where the log of a data folder is written to. */
export function logPath(folder: string): string {
  return join(folder, 'logs', 'bellwether.log');
}

/** `bellwether.log` itself is number 0, `bellwether.1.log` the one before it, and so on. */
export function numberedLog(path: string, number: number): string {
  return number === 0 ? path : path.replace(/\.log$/, `.${number}.log`);
}
