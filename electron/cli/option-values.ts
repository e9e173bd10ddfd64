import { parseDuration } from '../../shared/lib/duration.ts';
import { ROLES, TOKEN_NAME, TOKEN_NAME_EXPECTED, type Role } from '../../shared/protocol/access.ts';
import type { CommandName, OptionName } from './command-table.ts';
import { KEPT_LEVELS, type KeptLevel } from '../adapters/log-files.ts';
import { plain } from './text.ts';

/* What stands behind an option or a command, read as what it means. */

const SHORTEST_INTERVAL_MS = 1000;
const LONGEST_INTERVAL_MS = 86_400_000;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Leaves the reader with the thing that is wrong in the sentence, and where to read on. */
export class UsageError extends Error {}

/** As given, by name; a switch has no value. */
export type Options = ReadonlyMap<OptionName, string>;

function readOnly(command: CommandName, operands: readonly string[], what: string, one: string): string {
  const [only, ...more] = operands;
  if (only === undefined) throw new UsageError(`${command} needs ${what}`);
  if (more.length > 0) throw new UsageError(`${command} takes one ${one}, got ${operands.length}`);
  return only;
}

export function readServiceId(command: CommandName, operands: readonly string[]): string {
  return readOnly(command, operands, 'the id of a service', 'service');
}

export function readTokenName(command: CommandName, operands: readonly string[]): string {
  const token = readOnly(command, operands, 'the name of a token', 'token');
  if (TOKEN_NAME.test(token)) return token;
  throw new UsageError(`the name of a token is ${TOKEN_NAME_EXPECTED}, got ${quoted(token)}`);
}

export function readRole(options: Options): Role {
  const text = options.get('role') ?? 'viewer';
  const role = ROLES.find((known) => known === text);
  if (role === undefined) throw new UsageError(`--role expects viewer or operator, got ${quoted(text)}`);
  return role;
}

export function readLevel(options: Options): KeptLevel {
  const text = options.get('level') ?? 'info';
  const level = KEPT_LEVELS.find((known) => known === text);
  if (level === undefined) throw new UsageError(`--level expects info, warn or error, got ${quoted(text)}`);
  return level;
}

export function readNumber(options: Options, name: OptionName, least: number, most: number): number | null {
  const text = options.get(name);
  if (text === undefined) return null;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} expects a whole number from ${least} to ${most}, got ${quoted(text)}`);
}

/** A bare number is seconds, as in the scripts that this program replaces. */
export function readInterval(options: Options): number | null {
  const text = options.get('interval');
  if (text === undefined) return null;
  const value = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (value !== null && value >= SHORTEST_INTERVAL_MS && value <= LONGEST_INTERVAL_MS) return value;
  throw new UsageError(
    `--interval expects seconds or a time such as 30s or 1m, from 1s to 1d, got ${quoted(text)}`,
  );
}

/** At least a minute. */
export function readSpan(options: Options, name: OptionName, longestMs: number): number | null {
  const text = options.get(name);
  if (text === undefined) return null;
  const value = parseDuration(text);
  if (value !== null && value >= MINUTE_MS && value <= longestMs) return value;
  throw new UsageError(
    `--${name} expects a span such as 30m, 6h or 90d, from 1m to ${longestMs / DAY_MS}d, got ${quoted(text)}`,
  );
}

export function quoted(text: string): string {
  return `"${plain(text)}"`;
}
