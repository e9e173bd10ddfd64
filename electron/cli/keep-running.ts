import type { ChildProcess } from 'node:child_process';
import { formatDuration } from '../../shared/lib/duration.ts';
import type { Death } from '../adapters/keeper-channel.ts';
import { pause } from './context.ts';
import { SILENCE_MS, watchForSigns, type SignsOptions } from './watch-for-signs.ts';
import { endText, noDeaths, planRestart, type RestartRules, type RunEnd } from './plan-restart.ts';

/** The monitor itself needs a few seconds to end; one that hangs would for ever. */
const END_GRACE_MS = 10_000;

export interface KeepRunningOptions extends SignsOptions {
  /** With a channel, which is closed when it is to end. */
  start(this: void, death: Death | null): ChildProcess;
  /** Nothing runs until what this gives back is called. */
  holdPlace(this: void): Promise<() => void>;
  tell(this: void, sentence: string): void;
  readonly rules: RestartRules;
  /** Aborted to end the run. */
  readonly signal: AbortSignal;
}

type KeptEnd =
  /** `null` when it was asked to end while nothing ran. */
  | { readonly kind: 'ended'; readonly last: RunEnd | null }
  | { readonly kind: 'gave-up'; readonly reason: string };

/** Starts it again whenever it died by itself, until it ends as it should or there is no use. */
export async function keepRunning(options: KeepRunningOptions): Promise<KeptEnd> {
  const { clock, signal, rules } = options;
  let record = noDeaths(rules);
  let death: Death | null = null;
  for (;;) {
    const startedAt = clock.monotonicNow();
    const end = await runOnce(options, death);
    const run = { startedAt, endedAt: clock.monotonicNow(), end };
    const plan = planRestart(record, run, signal.aborted, rules);
    switch (plan.kind) {
      case 'end':
        return { kind: 'ended', last: end };
      case 'give-up':
        return { kind: 'gave-up', reason: plan.reason };
      case 'restart':
        record = plan.record;
        death = { at: clock.wallNow(), how: endText(end) };
        options.tell(
          `the monitor died (${death.how}) after ${formatDuration(run.endedAt - startedAt)}; it is started again in ${formatDuration(plan.delayMs)}`,
        );
        await waitInPlace(options, plan.delayMs);
        if (signal.aborted) return { kind: 'ended', last: null };
    }
  }
}

async function waitInPlace({ holdPlace, clock, signal }: KeepRunningOptions, delayMs: number): Promise<void> {
  const release = await holdPlace();
  await pause(clock, delayMs, signal);
  release();
}

function runOnce(options: KeepRunningOptions, death: Death | null): Promise<RunEnd> {
  const { start, tell, clock, signal } = options;
  return new Promise((resolve) => {
    const child = start(death);
    let dropPatience = () => {};
    let hung = false;
    const stopWatching = watchForSigns(child, options, () => {
      hung = true;
      tell(`process ${child.pid} gave no sign of life for ${formatDuration(SILENCE_MS)}, so it is killed`);
      child.kill('SIGKILL');
    });
    const askToEnd = () => {
      if (child.connected) child.disconnect();
      dropPatience = clock.after(END_GRACE_MS, () => {
        tell(`process ${child.pid} did not end within ${formatDuration(END_GRACE_MS)}, so it is killed`);
        child.kill('SIGKILL');
      });
    };
    const finish = (end: RunEnd) => {
      signal.removeEventListener('abort', askToEnd);
      stopWatching();
      dropPatience();
      resolve(hung ? { kind: 'hung', silentMs: SILENCE_MS } : end);
    };
    child.on('error', (error) => {
      // Also tells of a signal that did not arrive.
      if (child.pid === undefined) finish({ kind: 'unstarted', message: error.message });
    });
    child.once('exit', (code, killedBy) => {
      finish(killedBy === null ? { kind: 'exit', code: code ?? 0 } : { kind: 'signal', signal: killedBy });
    });
    if (signal.aborted) askToEnd();
    else signal.addEventListener('abort', askToEnd, { once: true });
  });
}
