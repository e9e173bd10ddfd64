import { fileTrouble } from '../adapters/files.ts';
import { KEPT_LEVELS, logPath } from '../adapters/log-files.ts';
import { LogTail, type LogText } from '../adapters/log-tail.ts';
import { complain, dataFolderOf, inert, pause, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { decodeLogLine, logLineText, unreadableText } from './log-line.ts';
import type { Command } from './parse-arguments.ts';
import { dateAndTime } from './times.ts';

const LOOK_EVERY_MS = 250;
/** Written at once; then whoever reads has to have taken them. */
const BATCH_LINES = 200;

type LogsCommand = Extract<Command, { name: 'logs' }>;

/** Reads the files themselves: no instance has to run. */
export async function logs(context: Context, command: LogsCommand): Promise<number> {
  const path = logPath(dataFolderOf(context));
  const tail = new LogTail(path);
  try {
    return await printLog(context, command, path, tail);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    return complain(
      context,
      EXIT.someDegradedOrUnknown,
      `cannot read the log ${path}: ${fileTrouble(error)}`,
    );
  } finally {
    tail.close();
  }
}

async function printLog(
  context: Context,
  command: LogsCommand,
  path: string,
  tail: LogTail,
): Promise<number> {
  const { terminal, clock } = context;
  const since = clock.wallNow() - command.sinceMs;
  const printer = createPrinter(context, since, command);
  await printer.print(tail.lines());
  if (!tail.found) {
    const message = `there is no log ${path}: nothing has run on this data folder`;
    if (!command.follow) return complain(context, EXIT.someDegradedOrUnknown, message);
    complain(context, EXIT.allUp, `${message} yet; waiting for it`);
  }
  if (command.follow) {
    while (!terminal.signal.aborted) {
      await pause(clock, LOOK_EVERY_MS, terminal.signal);
      await printer.print(tail.lines());
    }
    return EXIT.allUp;
  }
  await printer.print(tail.rest());
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (printer.printed === 0)
    complain(context, EXIT.allUp, `no such lines since ${dateAndTime(since)}; --since looks further back`);
  return EXIT.allUp;
}

interface Printer {
  readonly printed: number;
  print(lines: Iterable<LogText>): Promise<void>;
}

function createPrinter(context: Context, since: number, { level }: LogsCommand): Printer {
  const { terminal, common, paint } = context;
  const { stdout, stderr, signal } = terminal;
  const least = KEPT_LEVELS.indexOf(level);
  /** Of the last line that could be read: one that cannot be is as old. */
  let recent = true;
  let printed = 0;
  const show = (text: LogText): readonly string[] => {
    const columns = stdout.isTerminal ? stdout.columns() : null;
    const line = decodeLogLine(text);
    recent = line === null ? recent : line.at >= since;
    if (!recent || (line !== null && KEPT_LEVELS.indexOf(line.level) < least)) return [];
    if (line !== null) return [common.json ? inert(text.text) : logLineText(line, columns, paint)];
    if (!common.json) return [unreadableText(text, columns)];
    printLines(stderr, [`bellwether: ${unreadableText(text, null)}`]);
    return [];
  };
  return {
    get printed() {
      return printed;
    },
    async print(lines) {
      let batch: string[] = [];
      const flush = async () => {
        printed += batch.length;
        if (batch.length > 0) printLines(stdout, batch);
        batch = [];
        await stdout.taken();
      };
      for (const line of lines) {
        if (signal.aborted) return;
        batch.push(...show(line));
        if (batch.length >= BATCH_LINES) await flush();
      }
      await flush();
    },
  };
}
