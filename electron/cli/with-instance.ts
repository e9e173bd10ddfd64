import { connectInstance, type AskFault, type InstanceClient } from '../adapters/instance-client.ts';
import { unknownServiceText } from './choose-services.ts';
import { complain, dataFolderOf, type Context } from './context.ts';
import { ANSWERS } from './decode-answers.ts';
import { EXIT } from './exit-codes.ts';

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

/** When a question about one service found no answer: with the ids that are like it when there is no such service. */
export async function complainOfService(
  context: Context,
  client: InstanceClient,
  id: string,
  fault: AskFault,
): Promise<number> {
  if (fault.code !== 'not-found') return complain(context, EXIT.someDegradedOrUnknown, fault.message);
  const known = await client.ask(ANSWERS.services, 'services');
  const ids = known.ok ? known.value.services.map((service) => service.id) : [];
  return complain(context, EXIT.usage, unknownServiceText(id, ids));
}

function notRunningText(folder: string): string {
  return `no instance is running on ${folder}; start one with "bellwether serve", or probe once with "bellwether check"`;
}
