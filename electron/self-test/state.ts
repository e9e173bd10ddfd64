import { existsSync, mkdirSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { count } from '../../shared/lib/count.ts';
import { confStateStore } from '../adapters/conf-state-store.ts';
import { fileTrouble } from '../adapters/files.ts';
import { tokenFolder } from '../adapters/token-folder.ts';
import type { Clock } from '../ports.ts';
import { failed, warning, well, type Finding } from './finding.ts';

/** The state document as the next start would read it, from a copy; and the tokens, which are only looked at. */
export async function checkState(
  dataFolder: string,
  temporaryFolder: string,
  clock: Clock,
): Promise<Finding<null>> {
  const copies = join(temporaryFolder, 'state');
  mkdirSync(copies);
  for (const name of ['state.json', 'state.json.bak']) {
    const path = join(dataFolder, name);
    if (!existsSync(path)) continue;
    try {
      await copyFile(path, join(copies, name));
    } catch (error) {
      return failed(`${path} cannot be read: ${fileTrouble(error)}`, [
        'Move away what is in its place, and start again.',
      ]);
    }
  }
  const isThere = existsSync(join(copies, 'state.json'));
  const loaded = confStateStore(copies, clock).load();
  if (!loaded.ok) {
    const message = loaded.error.message.replaceAll(copies, dataFolder);
    return failed(message.slice(0, message.lastIndexOf(': ')), [
      'No instance can start: update Bellwether, or choose another folder with --data-dir.',
    ]);
  }
  const tokens = tokenFolder(dataFolder);
  const { notice } = loaded.value;
  const toDo = [
    ...(notice === null
      ? []
      : [
          `The next start would say: ${notice.split('; ', 1)[0]}.`,
          'Silences and pauses may be lost then, or back as they were: look at them on the page.',
        ]),
    ...tokens.faults().map((fault) => `${fault}.`),
  ];
  const found = [
    notice === null
      ? isThere
        ? 'state.json is in order'
        : 'no state.json yet'
      : 'state.json is not in order',
    ...(tokens.list().length > 0 ? [count(tokens.list().length, 'token')] : []),
  ].join(', ');
  return toDo.length === 0 ? well(found) : warning(found, toDo);
}
