import { widenThreadPool } from '../adapters/thread-pool.ts';
import { complain, createContext, NoDataFolder, printLines, type Context, type Program } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { helpFor, helpOverall } from './help.ts';
import { parseArguments, type Command } from './parse-arguments.ts';
import type { Terminal } from './terminal.ts';
import { plain } from './text.ts';

/** Does what `argv` (without program and script) says; gives the exit code. */
export async function runCli(argv: readonly string[], terminal: Terminal, program: Program): Promise<number> {
  widenThreadPool();
  const parsed = parseArguments(argv);
  if (!parsed.ok) {
    printLines(terminal.stderr, [`bellwether: ${parsed.error}`, '"bellwether --help" lists what there is.']);
    return EXIT.usage;
  }
  const invocation = parsed.value;
  switch (invocation.kind) {
    case 'help':
      terminal.stdout.write(invocation.of === null ? helpOverall(program) : helpFor(invocation.of));
      return EXIT.allUp;
    case 'version':
      printLines(terminal.stdout, [program.version]);
      return EXIT.allUp;
    case 'run':
      return runReporting(createContext(terminal, program, invocation.common), invocation.command, argv);
  }
}

/** Expected trouble is a sentence of the command itself; what arrives here should not have happened. */
async function runReporting(context: Context, command: Command, argv: readonly string[]): Promise<number> {
  try {
    return await run(context, command, argv);
  } catch (error) {
    if (error instanceof NoDataFolder) return complain(context, EXIT.someDegradedOrUnknown, error.message);
    if (error instanceof Error && 'code' in error && error.code === 'ERR_UNKNOWN_BUILTIN_MODULE') {
      const { version } = process;
      return complain(
        context,
        EXIT.usage,
        `this is Node ${version}; it needs Node 24, which "npm start" brings`,
      );
    }
    const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
    printLines(context.terminal.stderr, [
      'bellwether: this is a defect, please report it:',
      ...details.split('\n').map(plain),
    ]);
    return EXIT.defect;
  }
}

/** A command brings along what it needs: `serve --keep-alive` is to stay small. */
async function run(context: Context, command: Command, argv: readonly string[]): Promise<number> {
  switch (command.name) {
    case 'check':
      return (await import('./check.ts')).check(context, command);
    case 'serve':
      return command.keepAlive
        ? (await import('./keep-alive.ts')).keepAlive(context, argv)
        : (await import('./serve.ts')).serve(context, command);
    case 'status':
      return (await import('./status.ts')).status(context);
    case 'stop':
      return (await import('./stop.ts')).stop(context);
    case 'alerts':
      return (await import('./alerts.ts')).alerts(context, command);
    case 'history':
      return (await import('./history.ts')).history(context, command);
    case 'logs':
      return (await import('./logs.ts')).logs(context, command);
    case 'explain':
      return (await import('./explain.ts')).explain(context, command.service);
    case 'doctor':
      return (await import('./doctor.ts')).doctor(context);
    case 'token create':
      return (await import('./token.ts')).tokenCreate(context, command.token, command.role);
    case 'token list':
      return (await import('./token.ts')).tokenList(context);
    case 'token revoke':
      return (await import('./token.ts')).tokenRevoke(context, command.token);
    case 'config check':
      return (await import('./config-commands.ts')).configCheck(context);
    case 'config show':
      return (await import('./config-commands.ts')).configShow(context);
    case 'config path':
      return (await import('./config-commands.ts')).configPath(context);
    case 'config schema':
      return (await import('./config-commands.ts')).configSchema(context);
  }
}
