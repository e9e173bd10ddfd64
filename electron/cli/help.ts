import {
  COMMANDS,
  COMMAND_NAMES,
  COMMON_OPTIONS,
  OPTIONS,
  type CommandName,
  type OptionName,
} from './command-table.ts';
import type { Program } from './context.ts';
import { EXIT_CODE_HELP } from './exit-codes.ts';
import { padEnd, wrap } from './text.ts';

/** Fits an 80-column window; wider ones do not read better. */
const WIDTH = 78;

export function helpOverall({ version, notices }: Pick<Program, 'version' | 'notices'>): string {
  return page([
    [`bellwether ${version}: tells whether the services you work with are up.`],
    ['Usage: bellwether COMMAND [OPTIONS]'],
    section(
      'Commands',
      COMMAND_NAMES.map((name) => [synopsis(name), COMMANDS[name].summary]),
    ),
    section('Options of every command', optionRows(COMMON_OPTIONS)),
    exitCodes(),
    ['`bellwether COMMAND --help` says more about one command.'],
    ['Licences', '  of Bellwether itself   MIT', `  of what others wrote   ${notices}`],
  ]);
}

export function helpFor(name: CommandName): string {
  const { summary, options, details, examples } = COMMANDS[name];
  return page([
    wrap(`bellwether ${name}: ${summary}.`, WIDTH),
    [`Usage: bellwether ${synopsis(name)} [OPTIONS]`],
    ...details.map((text) => wrap(text, WIDTH)),
    options.length === 0 ? [] : section('Options', optionRows(options)),
    section('Options of every command', optionRows(COMMON_OPTIONS)),
    ['Examples', ...examples.map((example) => `  bellwether ${example}`)],
    exitCodes(),
  ]);
}

function synopsis(name: CommandName): string {
  const { operands } = COMMANDS[name];
  return operands === '' ? name : `${name} ${operands}`;
}

function exitCodes(): readonly string[] {
  return section(
    'Exit codes',
    EXIT_CODE_HELP.map(([code, meaning]) => [`${code}`.padStart(3), meaning]),
  );
}

function optionRows(names: readonly OptionName[]): readonly (readonly [string, string])[] {
  return names.map((name) => {
    const option: { value: string | null; short?: string; help: string } = OPTIONS[name];
    const short = option.short === undefined ? '' : `-${option.short}, `;
    return [`${short}--${name}${option.value === null ? '' : ` ${option.value}`}`, option.help];
  });
}

function section(title: string, rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([term]) => term.length));
  return [
    title,
    ...rows.flatMap(([term, text]) =>
      wrap(text, WIDTH - width - 4).map(
        (line, index) => `  ${padEnd(index === 0 ? term : '', width)}  ${line}`,
      ),
    ),
  ];
}

function page(parts: readonly (readonly string[])[]): string {
  const present = parts.filter((lines) => lines.length > 0);
  return `${present.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
