import { parseArgs } from 'node:util';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Role } from '../../shared/protocol/access.ts';
import {
  COMMANDS,
  COMMAND_NAMES,
  OPTIONS,
  optionsOf,
  type CommandName,
  type OptionName,
} from './command-table.ts';
import { didYouMean } from './did-you-mean.ts';
import {
  quoted,
  readInterval,
  readLevel,
  readNumber,
  readRole,
  readServiceId,
  readSpan,
  readTokenName,
  UsageError,
  type Options,
} from './option-values.ts';
import type { KeptLevel } from '../adapters/log-files.ts';
import { plain } from './text.ts';

export type Command =
  | {
      readonly name: 'check';
      readonly services: readonly string[];
      readonly continuous: boolean;
      readonly intervalMs: number;
    }
  | {
      readonly name: 'serve';
      readonly port: number | null;
      readonly host: string | null;
      readonly share: boolean;
      readonly keepAlive: boolean;
      readonly intervalMs: number | null;
    }
  | { readonly name: 'alerts'; readonly show: 'current' | 'history' | 'follow'; readonly limit: number }
  | {
      readonly name: 'history';
      readonly service: string;
      readonly sinceMs: number;
      /** `null` leaves it to the command. */
      readonly stepMs: number | null;
      readonly csv: boolean;
    }
  | {
      readonly name: 'logs';
      readonly follow: boolean;
      readonly sinceMs: number;
      readonly level: KeptLevel;
    }
  | { readonly name: 'explain'; readonly service: string }
  | { readonly name: 'token create'; readonly token: string; readonly role: Role }
  | { readonly name: 'token revoke'; readonly token: string }
  | { readonly name: Exclude<CommandName, Taking> };

/** Those that take more than the common options. */
type Taking = 'check' | 'serve' | 'alerts' | 'history' | 'logs' | 'explain' | 'token create' | 'token revoke';

export interface CommonOptions {
  readonly configPath: string | null;
  readonly dataDir: string | null;
  readonly json: boolean;
}

export type Invocation =
  | { readonly kind: 'run'; readonly command: Command; readonly common: CommonOptions }
  | { readonly kind: 'help'; readonly of: CommandName | null }
  | { readonly kind: 'version' };

const DEFAULT_INTERVAL_MS = 30_000;
const DAY_MS = 86_400_000;
const DEFAULT_SINCE_MS = DAY_MS;
/** As far as the instance answers at once. */
const LONGEST_SINCE_MS = 400 * DAY_MS;
const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 10_000;

/** The error is one sentence that names what is wrong and the nearest thing that is right. */
export function parseArguments(argv: readonly string[]): Result<Invocation, string> {
  try {
    return ok(readInvocation(argv));
  } catch (error) {
    if (error instanceof UsageError) return err(error.message);
    throw error;
  }
}

function readInvocation(argv: readonly string[]): Invocation {
  const { tokens } = parseArgs({
    args: [...argv],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      Object.entries(OPTIONS).map(([name, option]) => [
        name,
        {
          type: option.value === null ? ('boolean' as const) : ('string' as const),
          ...('short' in option && { short: option.short }),
        },
      ]),
    ),
  });
  const words = tokens.flatMap((token) => (token.kind === 'positional' ? [token.value] : []));
  const given = tokens.filter((token) => token.kind === 'option');
  const wantsHelp = given.some((token) => token.name === 'help');
  if (wantsHelp || words[0] === 'help')
    return { kind: 'help', of: topicOf(words[0] === 'help' ? words.slice(1) : words) };
  if (given.some((token) => token.name === 'version')) return { kind: 'version' };
  const { name, operands } = findCommand(words);
  return readCommand(name, operands, readOptions(name, given));
}

function topicOf(words: readonly string[]): CommandName | null {
  return words.length === 0 || isFirstWord(words) ? null : findCommand(words).name;
}

/** `config` or `token` alone: there is a page for each of their commands only. */
function isFirstWord(words: readonly string[]): boolean {
  return words.length === 1 && COMMAND_NAMES.some((name) => name.startsWith(`${words[0]} `));
}

function findCommand(words: readonly string[]): {
  readonly name: CommandName;
  readonly operands: readonly string[];
} {
  const [first, second] = words;
  if (first === undefined) throw new UsageError('no command was given');
  const name = COMMAND_NAMES.find((known) => known === first || known === `${first} ${second}`);
  if (name !== undefined) return { name, operands: words.slice(name.split(' ').length) };
  const subcommands = COMMAND_NAMES.flatMap((known) =>
    known.startsWith(`${first} `) ? [known.slice(first.length + 1)] : [],
  );
  if (subcommands.length === 0) {
    const firstWords = [...new Set(COMMAND_NAMES.map((known) => known.split(' ')[0] ?? known))];
    throw new UsageError(`unknown command ${quoted(first)}${didYouMean(first, firstWords)}`);
  }
  if (second === undefined) throw new UsageError(`${first} needs one of ${subcommands.join(', ')}`);
  throw new UsageError(
    `unknown command ${quoted(`${first} ${second}`)}${didYouMean(second, subcommands) || `; ${first} has ${subcommands.join(', ')}`}`,
  );
}

interface OptionToken {
  readonly name: string;
  readonly rawName: string;
  readonly value?: string | undefined;
  readonly inlineValue?: boolean | undefined;
}

function readOptions(command: CommandName, given: readonly OptionToken[]): Options {
  const allowed = optionsOf(command);
  const options = new Map<OptionName, string>();
  for (const { name: word, rawName, value, inlineValue } of given) {
    const name = allowed.find((known) => known === word);
    if (name === undefined) throw new UsageError(unknownOption(command, word, rawName));
    const placeholder = OPTIONS[name].value;
    if (options.has(name) && placeholder !== null) throw new UsageError(`${rawName} is given more than once`);
    if (placeholder === null && value !== undefined)
      throw new UsageError(`${rawName} takes no value, got ${quoted(value)}`);
    if (
      placeholder !== null &&
      (value === undefined || value === '' || (inlineValue !== true && value.startsWith('-')))
    ) {
      throw new UsageError(`${rawName} needs a value, such as ${rawName} ${EXAMPLE_VALUES[placeholder]}`);
    }
    options.set(name, value ?? '');
  }
  return options;
}

const EXAMPLE_VALUES = {
  TIME: '30',
  SPAN: '24h',
  PORT: '9999',
  ADDRESS: '127.0.0.1',
  COUNT: '100',
  FILE: 'services.yaml',
  FOLDER: './data',
  ROLE: 'operator',
  LEVEL: 'warn',
} as const;

function unknownOption(command: CommandName, word: string, rawName: string): string {
  const shown = plain(rawName);
  const owners = COMMAND_NAMES.filter((name) => optionsOf(name).some((option) => option === word));
  if (owners.length > 0) return `${command} has no option ${shown}; it belongs to ${owners.join(', ')}`;
  const known = optionsOf(command).map((option) => `--${option}`);
  return `unknown option ${shown}${didYouMean(rawName, known)}`;
}

function readCommand(name: CommandName, operands: readonly string[], options: Options): Invocation {
  const run = (command: Command): Invocation => {
    const common = {
      configPath: options.get('config') ?? null,
      dataDir: options.get('data-dir') ?? null,
      json: options.has('json'),
    };
    return { kind: 'run', command, common };
  };
  if (COMMANDS[name].operands === '' && operands[0] !== undefined) {
    throw new UsageError(`${name} takes no operand, got ${quoted(operands[0])}`);
  }
  switch (name) {
    case 'check':
      return run(readCheck(operands, options));
    case 'serve':
      return run({
        name,
        port: readNumber(options, 'port', 0, 65_535),
        host: options.get('host') ?? null,
        share: options.has('share'),
        keepAlive: options.has('keep-alive'),
        intervalMs: readInterval(options),
      });
    case 'alerts':
      return run(readAlerts(options));
    case 'history':
      return run({
        name,
        service: readServiceId(name, operands),
        sinceMs: readSpan(options, 'since', LONGEST_SINCE_MS) ?? DEFAULT_SINCE_MS,
        stepMs: readSpan(options, 'step', LONGEST_SINCE_MS),
        csv: options.has('csv'),
      });
    case 'logs':
      return run({
        name,
        follow: options.has('follow'),
        sinceMs: readSpan(options, 'since', LONGEST_SINCE_MS) ?? DEFAULT_SINCE_MS,
        level: readLevel(options),
      });
    case 'explain':
      return run({ name, service: readServiceId(name, operands) });
    case 'token create':
      return run({ name, token: readTokenName(name, operands), role: readRole(options) });
    case 'token revoke':
      return run({ name, token: readTokenName(name, operands) });
    case 'token list':
    case 'status':
    case 'stop':
    case 'doctor':
    case 'config check':
    case 'config show':
    case 'config path':
    case 'config schema':
      return run({ name });
  }
}

function readCheck(services: readonly string[], options: Options): Command {
  const continuous = options.has('continuous');
  if (continuous && options.has('once')) throw new UsageError('--once and --continuous exclude each other');
  if (!continuous && options.has('interval')) throw new UsageError('--interval needs --continuous');
  return { name: 'check', services, continuous, intervalMs: readInterval(options) ?? DEFAULT_INTERVAL_MS };
}

function readAlerts(options: Options): Command {
  const history = options.has('history');
  const follow = options.has('follow');
  if (history && follow) throw new UsageError('--history and --follow exclude each other');
  if (!history && options.has('limit')) throw new UsageError('--limit needs --history');
  const limit = readNumber(options, 'limit', 1, MAX_LIMIT) ?? DEFAULT_LIMIT;
  return { name: 'alerts', show: history ? 'history' : follow ? 'follow' : 'current', limit };
}
