import { lockState, readInstance, type InstanceInfo } from '../adapters/data-folder-lock.ts';
import { connectInstance } from '../adapters/instance-client.ts';
import { lockOwner, lockUsers, ownsLock } from '../adapters/lock-owner.ts';
import { isStopped } from '../adapters/process-state.ts';
import { complain, dataFolderOf, pause, printJson, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';

const LOOK_EVERY_MS = 100;
/** A monitor needs a few seconds to end, and its keeper kills it after ten. */
const PATIENCE_MS = 15_000;

/** Ends the instance that owns the data folder, and only that one. */
export async function stop(context: Context): Promise<number> {
  const { terminal } = context;
  const folder = dataFolderOf(context);
  const connected = await connectInstance(folder, terminal.signal);
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (connected.ok) return endAnswering(context, folder, connected.value.instance);
  const { error } = connected;
  switch (error.kind) {
    case 'none':
      if (lockState(folder) === 'held') return endUnnamed(context, folder);
      return say(
        context,
        { stopped: false, pid: null },
        `no instance is running on ${folder}: nothing to stop`,
      );
    case 'trouble':
    case 'silent':
      return endSilent(context, folder, error.instance, error.message);
    case 'restarting':
      return endAnswering(context, folder, error.instance);
  }
}

/** That it answers does not say that its number is one of this machine: a container counts its processes itself. */
function endAnswering(context: Context, folder: string, instance: InstanceInfo): Promise<number> | number {
  const { pid } = instance;
  if (ownsLock(folder, pid) !== false) return endInstance(context, folder, instance);
  const message = `the running instance answers, but ${notSeen(folder, pid)}; stop it where it was started`;
  return complain(context, EXIT.someDegradedOrUnknown, message);
}

/** When it is needed most it cannot be asked whether it is the one. That it holds the lock says as much. */
function endSilent(
  context: Context,
  folder: string,
  instance: InstanceInfo,
  trouble: string,
): Promise<number> | number {
  const { pid } = instance;
  if (ownsLock(folder, pid) !== true) {
    const message = `${trouble}; ${notSeen(folder, pid)}`;
    return complain(context, EXIT.someDegradedOrUnknown, message);
  }
  printLines(context.terminal.stderr, [
    `bellwether: ${trouble}; it owns the data folder, so it is asked to end with a signal`,
  ]);
  return endInstance(context, folder, instance);
}

/** It has hung before it could say who it is, or what it said has gone. The lock is its own all the same, and the system knows whose. */
async function endUnnamed(context: Context, folder: string): Promise<number> {
  const unnamed = `somebody owns the data folder ${folder} and has not said who`;
  const pid = lockOwner(folder);
  if (pid === null) {
    const message = `${unnamed}; ${byHand(lockUsers(folder))}`;
    return complain(context, EXIT.someDegradedOrUnknown, message);
  }
  printLines(context.terminal.stderr, [
    `bellwether: ${unnamed}; process ${pid} holds its lock, so it is asked to end with a signal`,
  ]);
  return end(context, folder, { pid }, () => ownsLock(folder, pid) !== true);
}

/** The folder is free then, or another instance has taken it over. */
function endInstance(context: Context, folder: string, instance: InstanceInfo): Promise<number> {
  return end(context, folder, instance, () => readInstance(folder)?.id !== instance.id);
}

async function end(
  context: Context,
  folder: string,
  owner: Pick<InstanceInfo, 'pid' | 'keeper'>,
  isGone: () => boolean,
): Promise<number> {
  const { terminal, common } = context;
  const { pid } = owner;
  const trouble = signal(owner);
  if (trouble !== null) {
    return complain(context, EXIT.someDegradedOrUnknown, `cannot end process ${pid}: ${trouble}`);
  }
  if (!common.json && terminal.stderr.isTerminal) printLines(terminal.stderr, [`ending process ${pid} …`]);
  if (await comesTrue(context, isGone)) {
    return say(context, { stopped: true, pid }, `stopped the instance on ${folder} (process ${pid})`);
  }
  if (terminal.signal.aborted) return EXIT.interrupted;
  const what = isStopped(pid)
    ? `is stopped and cannot end; continue it with "kill -CONT ${pid}"`
    : 'is still running';
  const last = [owner.keeper, pid].filter((number) => number !== undefined).join(' ');
  const message = `process ${pid} was asked to end and ${what} after ${PATIENCE_MS / 1000} s; look at its log, or end it with "kill -9 ${last}"`;
  return complain(context, EXIT.someDegradedOrUnknown, message);
}

/** Asks its keeper, who ends what does not end by itself, and starts it no more. */
function signal({ pid, keeper }: Pick<InstanceInfo, 'pid' | 'keeper'>): string | null {
  if (keeper !== undefined && send(keeper) === null) return null;
  return send(pid);
}

function send(pid: number): string | null {
  try {
    process.kill(pid, 'SIGTERM');
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function notSeen(folder: string, pid: number): string {
  const found = lockOwner(folder);
  const hint = found === null ? '' : `; ${byHand([found])}`;
  return `process ${pid} of this machine is not seen to hold the lock of ${folder} (it may be in a container, or another user's), so it was not ended${hint}`;
}

function byHand(holders: readonly number[]): string {
  const [holder, ...more] = holders;
  if (holder === undefined)
    return 'look for a process that has its lock.sqlite open (it may be in a container, or of another user), and end it there';
  if (more.length === 0)
    return `its lock.sqlite is open in process ${holder}: end that with "kill ${holder}"`;
  return `its lock.sqlite is open in processes ${holders.join(', ')}: end the monitor among them with "kill"`;
}

async function comesTrue({ clock, terminal }: Context, condition: () => boolean): Promise<boolean> {
  const deadline = clock.monotonicNow() + PATIENCE_MS;
  while (!terminal.signal.aborted) {
    if (condition()) return true;
    if (clock.monotonicNow() >= deadline) return false;
    await pause(clock, LOOK_EVERY_MS, terminal.signal);
  }
  return false;
}

function say({ terminal, common }: Context, facts: object, sentence: string): number {
  if (common.json) printJson(terminal.stdout, facts);
  else printLines(terminal.stdout, [sentence]);
  return EXIT.allUp;
}
