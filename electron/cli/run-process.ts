import type { Program } from './context.ts';
import { processTerminal } from './process-terminal.ts';
import { runCli } from './run-cli.ts';

/** This process is that command: it ends when the command has, and what it printed has left. */
export async function runProcess(
  argv: readonly string[],
  program: Program,
  cleanUp: () => Promise<void> = async () => {},
): Promise<void> {
  const terminal = processTerminal();
  try {
    process.exitCode = await runCli(argv, terminal, program);
  } finally {
    await cleanUp();
  }
  // A pipe that nobody reads would hold the end of the process for as long as it stands.
  if (!(await terminal.left())) process.exit();
}
