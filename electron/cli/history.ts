import { complain, printJson, printLines, type Context } from './context.ts';
import { ANSWERS } from './decode-answers.ts';
import { EXIT } from './exit-codes.ts';
import { historyCsv, historyTable } from './history-table.ts';
import type { Command } from './parse-arguments.ts';
import { complainOfService, withInstance } from './with-instance.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STEPS = [1, 5, 15, 60, 180, 360, 720, 1440, 10_080].map((minutes) => minutes * MINUTE_MS);
/** About a screen. */
const USUAL_ROWS = 30;

export function history(context: Context, command: Extract<Command, { name: 'history' }>): Promise<number> {
  const { terminal, common, clock, paint } = context;
  const { service, sinceMs, csv } = command;
  if (csv && common.json) {
    return Promise.resolve(complain(context, EXIT.usage, '--csv and --json exclude each other'));
  }
  return withInstance(context, async (client) => {
    const stepMs = command.stepMs ?? STEPS.find((step) => sinceMs / step <= USUAL_ROWS) ?? 24 * HOUR_MS;
    const to = clock.wallNow();
    const query = new URLSearchParams({ from: `${to - sinceMs}`, to: `${to}`, step: `${stepMs}` });
    const answer = await client.ask(
      ANSWERS.history,
      `services/${encodeURIComponent(service)}/history?${query.toString()}`,
    );
    if (terminal.signal.aborted) return EXIT.interrupted;
    if (!answer.ok) return complainOfService(context, client, service, answer.error);
    if (common.json) printJson(terminal.stdout, answer.value);
    else if (csv) terminal.stdout.write(historyCsv(answer.value));
    else printLines(terminal.stdout, historyTable(answer.value, to, terminal.stdout.columns(), paint));
    return EXIT.allUp;
  });
}
