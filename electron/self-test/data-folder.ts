import { constants } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { count } from '../../shared/lib/count.ts';
import { userName } from '../adapters/data-folder.ts';
import { fileTrouble } from '../adapters/files.ts';
import { failed, warning, well, type Finding } from './finding.ts';

/* Only looks: a folder that is being examined is left as it is. */

const OWN_FILES = [
  'config.json',
  'state.json',
  'state.json.bak',
  'preferences.json',
  'history.sqlite',
  'history.sqlite-wal',
  'history.sqlite-shm',
  'lock.sqlite',
  'instance.json',
];

/** The journal of the history may take as much as this. */
const LEAST_FREE_BYTES = 16_000_000;
/** A hundred services probed every 10 s write as much in five days. */
const COMFORTABLE_BYTES = 250_000_000;

const ELSEWHERE = 'Or choose another folder with --data-dir.';

/** Gives its path. A folder that is not there yet has to be one that can be made. */
export async function checkDataFolder(path: string): Promise<Finding<string>> {
  const trouble = await troubleOf(path);
  if (trouble?.code === 'ENOENT') return checkPlaceFor(path);
  if (trouble !== null) {
    return failed(`${path}: ${trouble.words}`, ['Move away what is in its place.', ELSEWHERE]);
  }
  const shut = await firstShut([path, ...(await ownFiles(path))]);
  if (shut !== null) {
    const belongs = await ownerWords(shut.path);
    return failed(`${shut.path}: ${shut.words}${belongs}`, [takeOver(path), ELSEWHERE]);
  }
  const found = [path, ...(await ownedBy(path)), await freeWords(path)].join(' · ');
  const space = await spaceTrouble(path);
  if (space?.severity === 'failed') return failed(found, space.toDo);
  const toDo = [...(await foreignOwner(path)), ...(await openModes(path)), ...(space?.toDo ?? [])];
  return toDo.length === 0 ? well(found, path) : warning(found, toDo, path);
}

async function checkPlaceFor(path: string): Promise<Finding<string>> {
  let above = dirname(path);
  let trouble = await troubleOf(above);
  while (trouble?.code === 'ENOENT') {
    above = dirname(above);
    trouble = await troubleOf(above);
  }
  const shut = trouble ?? (await firstShut([above]));
  if (shut !== null) {
    const belongs = trouble === null ? await ownerWords(above) : '';
    return failed(`${path} cannot be made in ${above}: ${shut.words}${belongs}`, [
      `Make ${above} a folder that this user may write.`,
      ELSEWHERE,
    ]);
  }
  const found = `${path} is not there yet and can be made · ${await freeWords(above)}`;
  const space = await spaceTrouble(above);
  if (space === null) return well(found, path);
  return space.severity === 'failed' ? failed(found, space.toDo) : warning(found, space.toDo, path);
}

interface Trouble {
  readonly code: string;
  readonly words: string;
}

/** `null` when it is a folder. */
async function troubleOf(path: string): Promise<Trouble | null> {
  try {
    if ((await stat(path)).isDirectory()) return null;
    return { code: 'ENOTDIR', words: 'there is a file of that name' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return { code, words: fileTrouble(error) };
  }
}

/** The first that this user may not both read and write. */
async function firstShut(paths: readonly string[]) {
  for (const path of paths) {
    try {
      const enter = (await stat(path)).isDirectory() ? constants.X_OK : 0;
      await access(path, constants.R_OK | constants.W_OK | enter);
    } catch (error) {
      return { path, words: fileTrouble(error) };
    }
  }
  return null;
}

/** What Bellwether wrote there, as far as it is there. */
async function ownFiles(folder: string): Promise<readonly string[]> {
  const tokens = await namesIn(join(folder, 'tokens'));
  const there = new Set(await namesIn(folder));
  return [
    ...OWN_FILES.filter((name) => there.has(name)).map((name) => join(folder, name)),
    ...tokens.filter((name) => name.endsWith('.json')).map((name) => join(folder, 'tokens', name)),
  ];
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    return [];
  }
}

async function spaceTrouble(folder: string) {
  const free = await freeBytes(folder);
  if (free >= COMFORTABLE_BYTES) return null;
  const severity = free < LEAST_FREE_BYTES ? ('failed' as const) : ('warning' as const);
  return {
    severity,
    toDo: [
      `Make room on the disk of ${folder}: when it is full, Bellwether goes on but remembers nothing.`,
      ELSEWHERE,
    ],
  };
}

async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function freeWords(folder: string): Promise<string> {
  const megabytes = (await freeBytes(folder)) / 1_000_000;
  return megabytes < 1000 ? `${Math.floor(megabytes)} MB free` : `${Math.floor(megabytes / 1000)} GB free`;
}

/** Windows knows neither users by number nor modes. */
function ownNumber(): number | null {
  return process.getuid?.() ?? null;
}

async function ownedBy(path: string): Promise<readonly string[]> {
  const own = ownNumber();
  if (own === null) return [];
  const { uid } = await stat(path);
  return [`owned by ${uid === own ? userName() : userWords(uid)}`];
}

async function ownerWords(path: string): Promise<string> {
  const own = ownNumber();
  const owner = await stat(path).then(
    ({ uid }) => uid,
    () => own,
  );
  return owner === null || owner === own ? '' : `; it belongs to ${userWords(owner)}`;
}

function userWords(uid: number): string {
  return uid === 0 ? 'root' : `user ${uid}`;
}

function takeOver(folder: string): string {
  if (ownNumber() === null) return `Give this user full control of ${folder} and what is in it.`;
  const name = userName();
  return `Let this user have it: sudo chown -R ${name} "${folder}" && chmod -R u+rwX "${folder}"`;
}

/** What root writes in a folder of somebody else, that user cannot write any more. */
async function foreignOwner(folder: string): Promise<readonly string[]> {
  const { uid } = await stat(folder);
  if (ownNumber() === null || uid === ownNumber()) return [];
  return [
    `It belongs to ${userWords(uid)}, who may not be able to write what is made now: run Bellwether as that user.`,
  ];
}

/** Secrets and hashes are for their owner only, and nobody else may put files in. */
async function openModes(folder: string): Promise<readonly string[]> {
  if (ownNumber() === null) return [];
  const open: string[] = [];
  for (const file of await ownFiles(folder)) {
    const found = await stat(file).catch(() => null);
    if (found !== null && (found.mode & 0o077) !== 0) open.push(file);
  }
  const shared = ((await stat(folder)).mode & 0o022) !== 0;
  return [
    ...(shared ? [`Others may put files into it: chmod 700 "${folder}"`] : []),
    ...(open.length > 0
      ? [
          `Others may read ${count(open.length, 'file')} in it: chmod 600 ${open.map((file) => `"${file}"`).join(' ')}`,
        ]
      : []),
  ];
}
