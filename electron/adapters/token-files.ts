import { lstatSync, readdirSync, statSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { count } from '../../shared/lib/count.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { ROLES, TOKEN_NAME } from '../../shared/protocol/access.ts';
import { fileTrouble, hasCode } from './files.ts';
import { foreignHand, standingOf } from './own-alone.ts';
import { readText } from './read-text.ts';

const MAX_FILE_BYTES = 10_000;
/** Of thousands of files that are no tokens, a notice names this many. */
const MOST_NAMED = 3;

const fileSchema = z.strictObject({
  version: z.literal(1),
  name: z.string().regex(TOKEN_NAME),
  role: z.enum(ROLES),
  /** SHA-256 of the secret, in hex: the secret itself is nowhere on this machine. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  createdAt: z.number(),
});
export type KeptToken = Readonly<z.infer<typeof fileSchema>>;

export interface Reading {
  readonly tokens: readonly KeptToken[];
  /** One sentence each, without a full stop: a few of many. */
  readonly faults: readonly string[];
}

export function readTokens(dataFolder: string, folder: string): Reading {
  const foreign = foreignFolder(dataFolder, folder);
  if (foreign !== null) return { tokens: [], faults: [`No token counts, because ${foreign}`] };
  const files = filesIn(folder);
  if (!files.ok) return { tokens: [], faults: [`No token counts, because ${files.error}`] };
  const tokens: KeptToken[] = [];
  const faults: string[] = [];
  for (const file of files.value) {
    const read = readToken(folder, file);
    if (!read.ok) faults.push(`${join(folder, file)} ${read.error}`);
    else if (read.value !== null) tokens.push(read.value);
  }
  return { tokens, faults: aFewOf(faults, folder) };
}

/** Why somebody else could have put tokens there: a sentence without a full stop; `null` when nobody could. */
export function foreignFolder(dataFolder: string, folder: string): string | null {
  const standings = [standingOf(dataFolder, 'data folder', true), standingOf(folder, 'folder', false)];
  return standings.find((standing) => standing.kind === 'foreign')?.message ?? null;
}

/** `null` when it has just been revoked. The error goes on from its path. */
function readToken(folder: string, file: string): Result<KeptToken | null, string> {
  const path = join(folder, file);
  const anew = 'opens nothing; delete it, and create the token anew';
  const stat = look(() => lstatSync(path));
  if (!stat.ok) return stat.error.absent ? ok(null) : err(`cannot be read and ${anew}`);
  if (stat.value.isSymbolicLink()) return err(`is a link to elsewhere and ${anew}`);
  const foreign = foreignHand(stat.value);
  if (foreign !== null) return err(`${foreign} and ${anew}`);
  const text = readText(path, MAX_FILE_BYTES);
  if (text.ok && text.value === null) return ok(null);
  const token = text.ok && text.value !== null ? decode(text.value) : null;
  if (token === null || `${token.name}.json` !== file) return err(`is not a token and ${anew}`);
  return ok(token);
}

function aFewOf(faults: readonly string[], folder: string): readonly string[] {
  const more = faults.length - MOST_NAMED;
  if (more <= 0) return faults;
  return [...faults.slice(0, MOST_NAMED), `${count(more, 'more file')} in ${folder} open nothing, too`];
}

function decode(text: string): KeptToken | null {
  try {
    return fileSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Drafts begin with a dot. The error is a sentence without a full stop. */
function filesIn(folder: string): Result<readonly string[], string> {
  try {
    const names = readdirSync(folder);
    return ok(names.filter((file) => file.endsWith('.json') && !file.startsWith('.')).toSorted());
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return ok([]);
    return err(`${folder} cannot be read: ${fileTrouble(error)}; let this user read and write it`);
  }
}

/** Changes whenever a token does, or who may change one. */
export function markOf(dataFolder: string, folder: string): string {
  // Asked every few seconds, and mostly there is none: an error that is made and thrown costs more than all the rest.
  const there = look(() => lstatSync(folder, { throwIfNoEntry: false }));
  if (there.ok && there.value === undefined) return 'none';
  const files = filesIn(folder);
  return [
    markOfFolder(() => statSync(dataFolder)),
    markOfFolder(() => lstatSync(folder)),
    ...(files.ok ? files.value.map((file) => `${file} ${markOfFile(join(folder, file))}`) : [files.error]),
  ].join('\n');
}

/** Without its times, which change with every other file. */
function markOfFolder(stat: () => Stats): string {
  const found = look(stat);
  return found.ok ? `${found.value.mode} ${found.value.uid}` : found.error.why;
}

function markOfFile(path: string): string {
  const found = look(() => lstatSync(path, { bigint: true }));
  if (!found.ok) return found.error.why;
  const { ino, size, mtimeNs, ctimeNs } = found.value;
  return `${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

function look<Found>(stat: () => Found): Result<Found, { readonly absent: boolean; readonly why: string }> {
  try {
    return ok(stat());
  } catch (error) {
    return err({ absent: hasCode(error, 'ENOENT'), why: fileTrouble(error) });
  }
}
