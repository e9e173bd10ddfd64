import { readInstance, type InstanceInfo } from '../adapters/data-folder-lock.ts';
import { connectInstance } from '../adapters/instance-client.ts';
import { complain, dataFolderOf, pause, printJson, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';

const LOOK_EVERY_MS = 100;
const PATIENCE_MS = 10_000;

/** Ends the instance that owns the data folder, and only that one. */
export async function stop(context: Context): Promise<number> {
  const { terminal } = context;
  const folder = dataFolderOf(context);
  const connected = await connectInstance(folder, terminal.signal);
  if (terminal.signal.aborted) return EXIT.interrupted;
  if (connected.ok) return endInstance(context, folder, connected.value.instance);
  const { error } = connected;
  switch (error.kind) {
    case 'none':
      return say(
        context,
        { stopped: false, pid: null },
        `no instance is running on ${folder}: nothing to stop`,
      );
    case 'trouble':
      return complain(context, EXIT.someDegradedOrUnknown, error.message);
    case 'restarting':
      return endInstance(context, folder, error.instance);
  }
}

async function endInstance(context: Context, folder: string, { id, pid }: InstanceInfo): Promise<number> {
  const { terminal, common } = context;
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return complain(context, EXIT.someDegradedOrUnknown, `cannot end process ${pid}: ${trouble}`);
  }
  if (!common.json && terminal.stderr.isTerminal) printLines(terminal.stderr, [`ending process ${pid} …`]);
  if (await isGone(context, folder, id)) {
    return say(context, { stopped: true, pid }, `stopped the instance on ${folder} (process ${pid})`);
  }
  if (terminal.signal.aborted) return EXIT.interrupted;
  const message = `process ${pid} was asked to end and is still running after ${PATIENCE_MS / 1000} s; look at its log, or end it with "kill -9 ${pid}"`;
  return complain(context, EXIT.someDegradedOrUnknown, message);
}

/** The folder is free, or another instance has taken it over. */
async function isGone({ clock, terminal }: Context, folder: string, id: string): Promise<boolean> {
  const deadline = clock.monotonicNow() + PATIENCE_MS;
  while (!terminal.signal.aborted) {
    if (readInstance(folder)?.id !== id) return true;
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
