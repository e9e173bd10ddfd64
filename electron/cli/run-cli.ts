import { alerts } from './alerts.ts';
import { check } from './check.ts';
import { configCheck, configPath, configSchema, configShow } from './config-commands.ts';
import { createContext, printLines, type Context, type Program } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { explain } from './explain.ts';
import { helpFor, helpOverall } from './help.ts';
import { history } from './history.ts';
import { logs } from './logs.ts';
import { parseArguments, type Command } from './parse-arguments.ts';
import { serve } from './serve.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';
import type { Terminal } from './terminal.ts';
import { plain } from './text.ts';
import { tokenCreate, tokenList, tokenRevoke } from './token.ts';

/** Does what `argv` (without program and script) says; gives the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal, program: Program): Promise<number> {
  const parsed = parseArguments(argv);
  if (!parsed.ok) {
    printLines(terminal.stderr, [`bellwether: ${parsed.error}`, '"bellwether --help" lists what there is.']);
    return EXIT.usage;
  }
  const invocation = parsed.value;
  switch (invocation.kind) {
    case 'help':
      terminal.stdout.write(invocation.of === null ? helpOverall(program.version) : helpFor(invocation.of));
      return EXIT.allUp;
    case 'version':
      printLines(terminal.stdout, [program.version]);
      return EXIT.allUp;
    case 'run':
      return runReporting(createContext(terminal, program, invocation.common), invocation.command);
  }
}

/** Expected trouble is a sentence of the command itself; what arrives here should not have happened. */
async function runReporting(context: Context, command: Command): Promise<number> {
  try {
    return await run(context, command);
  } catch (error) {
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printLines(context.terminal.stderr, [
      'bellwether: this is a defect, please report it:',
      ...details.split('\n').map(plain),
    ]);
    return EXIT.defect;
  }
}

function run(context: Context, command: Command): Promise<number> | number {
  switch (command.name) {
    case 'check':
      return check(context, command);
    case 'serve':
      return serve(context, command);
    case 'status':
      return status(context);
    case 'stop':
      return stop(context);
    case 'alerts':
      return alerts(context, command);
    case 'history':
      return history(context, command);
    case 'logs':
      return logs(context, command);
    case 'explain':
      return explain(context, command.service);
    case 'token create':
      return tokenCreate(context, command.token, command.role);
    case 'token list':
      return tokenList(context);
    case 'token revoke':
      return tokenRevoke(context, command.token);
    case 'config check':
      return configCheck(context);
    case 'config show':
      return configShow(context);
    case 'config path':
      return configPath(context);
    case 'config schema':
      return configSchema(context);
  }
}
