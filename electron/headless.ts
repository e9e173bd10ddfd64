import { processTerminal } from './cli/process-terminal.ts';
import { runCli } from './cli/run-cli.ts';
import { program } from './program.ts';

process.exitCode = await runCli(['serve', ...process.argv.slice(2)], processTerminal(), program);
