import { CHECK_NAMES, type CheckReport, type Verdict } from '../self-test/check-runner.ts';
import { selfTest } from '../self-test/self-test.ts';
import { dataFolderOf, printJson, printLines, type Context } from './context.ts';
import { EXIT, exitCodeOfVerdicts } from './exit-codes.ts';
import { configStoreOf } from './load-config.ts';
import { STATUS_MARKS, type Paint } from './palette.ts';
import { count, padEnd, plain, wrap } from './text.ts';

const MARKS: Readonly<Record<Verdict, (typeof STATUS_MARKS)[keyof typeof STATUS_MARKS]>> = {
  well: STATUS_MARKS.up,
  warning: STATUS_MARKS.degraded,
  failed: STATUS_MARKS.down,
  'not-tested': STATUS_MARKS.unknown,
};

const NAME_WIDTH = Math.max(...CHECK_NAMES.map((name) => name.length));
/** Of mark and name. */
const INDENT = 2 + NAME_WIDTH + 2;
/** Narrower windows break lines by themselves. */
const LEAST_ROOM = 20;

/** Tests the installation end to end, says what is wrong with it and how to mend that. */
export async function doctor(context: Context): Promise<number> {
  const { terminal, common, clock, version, rendererFolder, paint } = context;
  const reports: CheckReport[] = [];
  try {
    await selfTest({
      configStore: configStoreOf(context),
      dataFolder: dataFolderOf(context),
      rendererFolder,
      version,
      clock,
      signal: terminal.signal,
      onReport: (report) => {
        reports.push(report);
        if (!common.json) printLines(terminal.stdout, reportLines(report, terminal.stdout.columns(), paint));
      },
    });
  } catch (error) {
    if (terminal.signal.aborted) return EXIT.interrupted;
    throw error;
  }
  const verdicts = reports.map(({ verdict }) => verdict);
  const amounts = {
    well: amountOf('well', verdicts),
    warning: amountOf('warning', verdicts),
    failed: amountOf('failed', verdicts),
    notTested: amountOf('not-tested', verdicts),
  };
  if (common.json) printJson(terminal.stdout, { version, counts: amounts, checks: reports });
  else {
    const { well, warning, failed, notTested } = amounts;
    const words = [
      `${well} well`,
      ...(warning > 0 ? [count(warning, 'warning')] : []),
      ...(failed > 0 ? [`${failed} failed`] : []),
      ...(notTested > 0 ? [`${notTested} not tested`] : []),
    ];
    printLines(terminal.stdout, ['', `${count(reports.length, 'check')}: ${words.join(', ')}`]);
  }
  return exitCodeOfVerdicts(verdicts);
}

function amountOf(wanted: Verdict, verdicts: readonly Verdict[]): number {
  return verdicts.filter((verdict) => verdict === wanted).length;
}

/** Mark, name, what was found; below that what to do. */
function reportLines(
  { check, verdict, found, toDo }: CheckReport,
  columns: number,
  paint: Paint,
): readonly string[] {
  const { glyph, style } = MARKS[verdict];
  const room = Math.max(LEAST_ROOM, columns - INDENT);
  const words = verdict === 'not-tested' ? `not tested: ${found}` : found;
  const lines = [
    ...wrap(plain(words), room),
    ...toDo.flatMap((sentence) =>
      wrap(plain(sentence), room - 2).map((line, index) => `${index === 0 ? '→' : ' '} ${line}`),
    ),
  ];
  const head = `${paint(style, glyph)} ${padEnd(check, NAME_WIDTH)}  `;
  return lines.map((line, index) => `${index === 0 ? head : ' '.repeat(INDENT)}${line}`);
}
