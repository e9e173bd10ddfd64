import { fileTrouble } from './files.ts';

/** The content is wrong: SQLITE_CORRUPT or SQLITE_NOTADB. */
export function saysDamaged(error: unknown): boolean {
  const code = resultCode(error);
  return code === 11 || code === 26;
}

/** Another connection holds the lock: SQLITE_BUSY. */
export function saysBusy(error: unknown): boolean {
  return resultCode(error) === 5;
}

/** A table or column is not there, or is there already: SQLITE_ERROR. */
export function saysUnfit(error: unknown): boolean {
  return resultCode(error) === 1;
}

/** What SQLite said, in words a person can act on. */
export function databaseTrouble(error: unknown): string {
  return TROUBLES[resultCode(error) ?? -1] ?? fileTrouble(error);
}

const TROUBLES: Readonly<Record<number, string>> = {
  5: 'another program keeps it locked',
  8: 'it may not be written',
  10: 'the disk reported an error',
  11: 'its content is damaged',
  13: 'the disk is full',
  14: 'it or its folder may not be read or written',
  26: 'it is not a database',
};

/** SQLite's primary result code: the low byte of the extended one. */
function resultCode(error: unknown): number | null {
  return error instanceof Error && 'errcode' in error && typeof error.errcode === 'number'
    ? error.errcode & 0xff
    : null;
}
