import type { Config } from '../../shared/config/config.ts';
import { isLoopbackAddress } from '../../shared/config/fields.ts';
import { consoleLogger } from '../adapters/console-logger.ts';
import type { InstanceInfo } from '../adapters/data-folder-lock.ts';
import { prepareDataFolder } from '../adapters/data-folder.ts';
import { createSettingsFile } from '../adapters/settings-file.ts';
import { runHeadless, type HeadlessFault } from '../run-headless.ts';
import { complain, DEMO_NOTE, printJsonLine, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { configFaultLines, configStoreOf, dataFolderOf } from './load-config.ts';
import { createPaint } from './palette.ts';
import type { Command } from './parse-arguments.ts';
import { count, plain } from './text.ts';

type ServeCommand = Extract<Command, { name: 'serve' }>;

const EXIT_CODES: Readonly<Record<HeadlessFault['kind'], number>> = {
  owned: EXIT.anotherInstance,
  'port-taken': EXIT.portTaken,
  fault: EXIT.someDegradedOrUnknown,
};

/** Watches until the signal; nothing is written before the configuration is known to be good. */
export async function serve(context: Context, command: ServeCommand): Promise<number> {
  const { terminal, common, version, rendererFolder } = context;
  if (command.host !== null && !isLoopbackAddress(command.host)) {
    const message = `--host expects an address of this machine only, such as 127.0.0.1 or ::1, got "${plain(command.host)}"`;
    return complain(context, EXIT.usage, message);
  }
  const configStore = configStoreOf(context);
  const loaded = configStore.load();
  if (!loaded.ok) {
    printLines(terminal.stderr, configFaultLines(loaded.error));
    return EXIT.badConfig;
  }
  const dataFolder = dataFolderOf(context);
  const prepared = prepareDataFolder(dataFolder);
  if (!prepared.ok) return complain(context, EXIT.someDegradedOrUnknown, prepared.error);
  const settings = common.configPath === null ? createSettingsFile(dataFolder) : null;
  if (settings !== null && !settings.ok) return complain(context, EXIT.someDegradedOrUnknown, settings.error);

  const override = (config: Config) => overridden(config, command);
  const config = override(loaded.value);
  const ended = await runHeadless({
    config,
    configStore,
    override,
    dataFolder,
    rendererFolder,
    version,
    demo: context.demo,
    console: consoleLogger(
      { write: (text) => terminal.stderr.write(text), on: () => {} },
      terminal.clock,
      createPaint(terminal, terminal.stderr),
    ),
    signal: terminal.signal,
    onReady: (instance) => announce(context, instance, config),
  });
  return ended.ok ? EXIT.allUp : complain(context, EXIT_CODES[ended.error.kind], ended.error.message);
}

function announce(
  { terminal, common, version, demo }: Context,
  instance: InstanceInfo,
  config: Config,
): void {
  if (common.json) {
    printJsonLine(terminal.stdout, instance);
    return;
  }
  const services = count(config.services.length, 'service');
  printLines(terminal.stdout, [
    ...(demo ? [DEMO_NOTE] : []),
    `Bellwether ${version} watches ${services}: ${instance.url} · Ctrl+C ends`,
  ]);
}

/** What the command line says goes before the document. */
function overridden(config: Config, { port, host, intervalMs }: ServeCommand): Config {
  return {
    ...config,
    server: { host: host ?? config.server.host, port: port ?? config.server.port },
    services:
      intervalMs === null ? config.services : config.services.map((service) => ({ ...service, intervalMs })),
  };
}
