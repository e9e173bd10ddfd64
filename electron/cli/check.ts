import type { Service } from '../../shared/domain/service.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import { createWarmProber } from '../adapters/prober/warm-prober.ts';
import { chooseServices } from './choose-services.ts';
import { checkContinuously } from './check-continuously.ts';
import { complain, printJson, printLines, type Context } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { configFaultLines, loadConfig } from './load-config.ts';
import type { Command } from './parse-arguments.ts';
import { probeRound, progressText, roundAsJson, type Plan, type RoundTools } from './round.ts';
import { countsText, serviceTable } from './service-table.ts';
import { cut } from './text.ts';

export async function check(context: Context, command: Extract<Command, { name: 'check' }>): Promise<number> {
  const { terminal, clock, version } = context;
  const loaded = loadConfig(context);
  if (!loaded.ok) {
    printLines(terminal.stderr, configFaultLines(loaded.error));
    return EXIT.badConfig;
  }
  const chosen = chooseServices(loaded.value, command.services);
  if (!chosen.ok) return complain(context, EXIT.usage, chosen.error);
  const prober = createWarmProber({ clock, version });
  try {
    const tools = { prober, clock, signal: terminal.signal };
    const plan = { services: chosen.value, groups: loaded.value.groups };
    return command.continuous
      ? await checkContinuously(context, plan, tools, command.intervalMs)
      : await checkOnce(context, plan, tools);
  } finally {
    await prober.close();
  }
}

async function checkOnce(context: Context, plan: Plan, tools: RoundTools): Promise<number> {
  const { terminal, common, paint } = context;
  const progress = createProgress(context);
  const round = await probeRound(plan.services, tools, (waiting, total) => progress.show(waiting, total));
  progress.clear();
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (common.json) {
    printJson(terminal.stdout, roundAsJson(round));
  } else {
    const table = serviceTable(round.rows, plan.groups, terminal.stdout.columns(), paint);
    printLines(terminal.stdout, [
      ...table,
      '',
      `${countsText(round.counts, paint)} · ${formatDuration(round.tookMs)}`,
    ]);
  }
  return exitCodeOf(round.counts);
}

/** A counter on one line of stderr that is gone when the round is over; nothing unless a person watches. */
function createProgress({ terminal }: Context) {
  const { stderr } = terminal;
  const clearLine = '\r\u001b[K';
  let drawn = false;
  return {
    show(waiting: readonly Service[], total: number) {
      if (!stderr.isTerminal || waiting.length === 0) return;
      stderr.write(clearLine + cut(progressText(waiting, total), stderr.columns() - 1));
      drawn = true;
    },
    clear() {
      if (drawn) stderr.write(clearLine);
    },
  };
}
