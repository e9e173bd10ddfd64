import { dataFolderPath, thisMachine } from '../adapters/data-folder.ts';
import type { Clock } from '../ports.ts';
import { createPaint, type Paint } from './palette.ts';
import type { CommonOptions } from './parse-arguments.ts';
import type { Output, Terminal } from './terminal.ts';

/** What every command has at hand. */
export interface Context {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly version: string;
  /** The command line itself, for a process of its own. */
  readonly script: string;
  /** Where the built page is. */
  readonly rendererFolder: string;
  /** The services it watches are pretend ones. */
  readonly demo: boolean;
  readonly common: CommonOptions;
  /** For stdout. */
  readonly paint: Paint;
}

/** What the program knows of itself. */
export interface Program extends Pick<Context, 'version' | 'script' | 'rendererFolder' | 'demo'> {
  /** The file with the licences of what is bundled, as the build wrote it beside the program. */
  readonly notices: string;
}

export function createContext(terminal: Terminal, program: Program, common: CommonOptions): Context {
  return { ...program, terminal, clock: terminal.clock, common, paint: createPaint(terminal) };
}

/** The message is one sentence for the person who started the command. */
export class NoDataFolder extends Error {}

/** Throws `NoDataFolder`, which `runCli` tells: no command goes on without one. */
export function dataFolderOf({ common, terminal }: Context): string {
  const path = dataFolderPath(common.dataDir ?? undefined, thisMachine(terminal.env));
  if (!path.ok) throw new NoDataFolder(path.error);
  return path.value;
}

export const DEMO_NOTE = 'This is a demo: the services are pretend ones.';

export function printLines(output: Output, lines: readonly string[]): void {
  output.write(lines.map((line) => `${line}\n`).join(''));
}

/** One document for a reader. */
export function printJson(output: Output, value: unknown): void {
  output.write(`${inert(JSON.stringify(value, null, 2))}\n`);
}

/** One line of a stream. */
export function printJsonLine(output: Output, value: unknown): void {
  output.write(`${inert(JSON.stringify(value))}\n`);
}

/** Says what could not be done, and hands on the exit code. */
export function complain(context: Context, exitCode: number, message: string): number {
  printLines(context.terminal.stderr, [`bellwether: ${message}`]);
  return exitCode;
}

/** JSON may end in a terminal, too: C1 and bidirectional controls stay in it as escapes. What is parsed is the same. */
export function inert(json: string): string {
  return json.replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    Array.from(
      { length: character.length },
      (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

/** Waits, or less long when the signal is aborted first. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.after(ms, done);
    if (signal.aborted) done();
    else signal.addEventListener('abort', done);
  });
}
