import { formatDuration } from '../../shared/lib/duration.ts';
import { lockFile, lockState, readInstance } from '../adapters/data-folder-lock.ts';
import { connectInstance, type InstanceClient } from '../adapters/instance-client.ts';
import { logPath } from '../adapters/log-files.ts';
import type { Clock } from '../ports.ts';
import { failed, warning, well, type Finding } from './finding.ts';

export interface Running {
  /** `null` when none runs on the folder. */
  readonly client: InstanceClient | null;
}

/** Whoever holds the folder is alive and answers. */
export async function checkInstance(
  folder: string,
  version: string,
  clock: Clock,
  signal: AbortSignal,
): Promise<Finding<Running>> {
  const state = lockState(folder);
  if (state === 'damaged') {
    return failed(`${lockFile(folder)} is damaged`, [`No instance can start: delete ${lockFile(folder)}.`]);
  }
  if (state === 'free') return well('none runs on this data folder', { client: null });
  const connected = await connectInstance(folder, signal);
  if (connected.ok) return judge(connected.value, folder, version, clock);
  const { error } = connected;
  // It may have ended in between.
  if (error.kind === 'none' && lockState(folder) === 'free')
    return well('none runs on this data folder', { client: null });
  if (error.kind === 'restarting')
    return failed(error.message, [`Its log says of what it died: ${logPath(folder)}.`]);
  const held = readInstance(folder);
  if (held === null) {
    return failed('something holds the data folder and does not say what it is', [
      'It may be just starting: run this again in a few seconds.',
      `If not, find the process and end it: ${holderCommand(folder)}`,
    ]);
  }
  const words = error.kind === 'none' ? 'it does not answer' : error.message;
  if (held.url === null) {
    return failed(words, [`Its log says why: ${logPath(folder)}. Mend that and start it again.`]);
  }
  return failed(
    words,
    isAlive(held.pid)
      ? [
          `End it with "kill ${held.pid}", or "kill -9 ${held.pid}" when it hangs, and start it again.`,
          `Its log is ${logPath(folder)}.`,
        ]
      : [
          `There is no process ${held.pid} here: the lock is held from another machine or container, or by what that process has left.`,
          `Choose another folder with --data-dir, or find the holder and end it: ${holderCommand(folder)}`,
        ],
  );
}

function judge(client: InstanceClient, folder: string, version: string, clock: Clock): Finding<Running> {
  const { instance, engine } = client;
  const since = formatDuration(Math.max(0, clock.wallNow() - instance.startedAt));
  const found = `process ${instance.pid} answers at ${instance.url}, running for ${since}`;
  const toDo = [
    ...(engine === null || engine.status === 'pass'
      ? []
      : engine.concerns.map((concern) => `It says: ${concern}.`)),
    ...(engine === null || engine.status === 'pass'
      ? []
      : [`Its log is ${logPath(folder)}; "bellwether status" shows how it goes on.`]),
    ...(instance.version === version
      ? []
      : [`It is version ${instance.version} and this is ${version}: start it again to have one version.`]),
  ];
  return toDo.length === 0 ? well(found, { client }) : warning(found, toDo, { client });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user: it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function holderCommand(folder: string): string {
  return process.platform === 'win32'
    ? `Resource Monitor, CPU, Associated Handles: ${lockFile(folder)}`
    : `lsof "${lockFile(folder)}"`;
}
