import { complain, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { connectInstance, type InstanceClient } from './instance-client.ts';
import { dataFolderOf } from './load-config.ts';

/** Runs with the instance that owns the data folder; without one says so, and how to start it. */
export async function withInstance(
  context: Context,
  run: (client: InstanceClient) => Promise<number>,
): Promise<number> {
  const folder = dataFolderOf(context);
  const { signal } = context.terminal;
  const connected = await connectInstance(folder, signal);
  if (signal.aborted) return EXIT.interrupted;
  if (connected.ok) return run(connected.value);
  const { error } = connected;
  return complain(
    context,
    EXIT.someDegradedOrUnknown,
    error.kind === 'none' ? notRunningText(folder) : error.message,
  );
}

function notRunningText(folder: string): string {
  return `no instance is running on ${folder}; start one with "bellwether serve", or probe once with "bellwether check"`;
}
