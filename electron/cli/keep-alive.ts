import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { constants } from 'node:os';
import { KEEPER_RELOADS, keeperEnvironment } from '../adapters/keeper-channel.ts';
import { logPath } from '../adapters/log-files.ts';
import { isStopped } from '../adapters/process-state.ts';
import { complain, dataFolderOf, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { keepRunning } from './keep-running.ts';
import { RESTART_RULES, type RunEnd } from './plan-restart.ts';
import { plain } from './text.ts';

/** Runs `argv` without `--keep-alive` in a process of its own, again and again. What that needs is not loaded here. */
export async function keepAlive(context: Context, argv: readonly string[]): Promise<number> {
  const { terminal, clock, script } = context;
  if (context.demo)
    return complain(context, EXIT.usage, 'the demo is not kept alive: leave out --keep-alive');
  const words = argv.filter((word) => word !== '--keep-alive');
  let child: ChildProcess | null = null;
  const stopListening = terminal.onReload(() => {
    if (child?.connected === true) child.send(KEEPER_RELOADS, () => {});
  });
  const kept = await keepRunning({
    start: (death) => {
      child = spawn(process.execPath, [...process.execArgv, script, ...words], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
        env: { ...terminal.env, ...keeperEnvironment(death) },
      });
      return child;
    },
    holdPlace: () => holdDataFolder(context),
    tell: (sentence) => complain(context, EXIT.allUp, plain(sentence)),
    rules: RESTART_RULES,
    clock,
    isStopped,
    signal: terminal.signal,
  });
  stopListening();
  return kept.kind === 'ended' ? exitCodeOf(kept.last) : giveUp(context, kept.reason);
}

/** As shells report it. */
function exitCodeOf(last: RunEnd | null): number {
  if (last === null || last.kind === 'unstarted') return EXIT.allUp;
  if (last.kind === 'exit') return last.code;
  return 128 + constants.signals[last.kind === 'hung' ? 'SIGKILL' : last.signal];
}

async function giveUp(context: Context, reason: string): Promise<number> {
  const folder = dataFolderOf(context);
  const { pinoLogger } = await import('../adapters/pino-logger.ts');
  const log = pinoLogger(folder, context.clock);
  log.logger.error('not kept alive any more', { reason });
  log.stop();
  const message = `gave up: ${plain(reason)}; its log is ${logPath(folder)}`;
  return complain(context, EXIT.gaveUp, message);
}

/** Between two runs `stop` has to find somebody, and nobody else may begin. Where that fails, the next run says why. */
async function holdDataFolder(context: Context): Promise<() => void> {
  const { lockDataFolder } = await import('../adapters/data-folder-lock.ts');
  const lock = lockDataFolder(dataFolderOf(context));
  if (!lock.ok) return () => {};
  lock.value.publish({
    id: randomUUID(),
    pid: process.pid,
    startedAt: context.clock.wallNow(),
    version: context.version,
    host: '',
    port: null,
    url: null,
    sharing: null,
    certificate: null,
    restarting: true,
  });
  return () => lock.value.release();
}
