import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspectHistory } from '../adapters/inspect-history.ts';
import { logPath } from '../adapters/log-files.ts';
import { failed, warning, well, type Finding } from './finding.ts';
import type { Running } from './instance.ts';

/** The history that is installed, without changing it. An instance that has it open is asked how it gets on with it. */
export async function checkHistory(
  dataFolder: string,
  running: Running,
  temporaryFolder: string,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const path = join(dataFolder, 'history.sqlite');
  if (running.client !== null) {
    const storage = running.client.engine?.storage;
    if (storage === undefined || storage.historyFailingSince === null)
      return well('the running instance has it open, and writes it');
    return failed(`the running instance cannot write ${path}`, [
      `Its log says why: ${logPath(dataFolder)}. Until then it keeps ${storage.waiting} rows in memory.`,
    ]);
  }
  const copies = join(temporaryFolder, 'history');
  mkdirSync(copies);
  const inspection = await inspectHistory(path, copies, signal);
  switch (inspection.kind) {
    case 'absent':
      return well('none yet: the first start makes it');
    case 'sound': {
      const size = `${Math.ceil(inspection.bytes / 1_000_000)} MB`;
      if (inspection.checked) return well(`${size}, its integrity is checked`);
      return warning(`${size}, too large to be checked whole here`, [
        `Check it yourself while nothing runs: sqlite3 "${path}" "PRAGMA quick_check"`,
      ]);
    }
    case 'damaged':
      return failed(inspection.message, [
        'The next start sets it aside and begins a new one; monitoring goes on.',
        `To save what can be read, first: sqlite3 "${path}" .recover > recovered.sql`,
      ]);
    case 'newer':
      return failed(inspection.message, ['Update Bellwether, or choose another folder with --data-dir.']);
    case 'unreadable':
      return failed(inspection.message, [
        `Make it a file that this user may read and write, or move ${path} away: then a new one is made.`,
      ]);
  }
}
