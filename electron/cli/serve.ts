import type { Config } from '../../shared/config/config.ts';
import { isLoopbackAddress, listenAddress } from '../../shared/config/listen-address.ts';
import { linkWith } from '../../shared/protocol/access.ts';
import { consoleLogger } from '../adapters/console-logger.ts';
import type { InstanceInfo } from '../adapters/data-folder-lock.ts';
import { prepareDataFolder, thisMachine } from '../adapters/data-folder.ts';
import { deathBefore, giveSignOfLife, keeperOf } from '../adapters/keeper-channel.ts';
import { limitHeap } from '../adapters/limit-heap.ts';
import { moveDataFolder } from '../adapters/move-data-folder.ts';
import { sharedLinks } from '../adapters/shared-links.ts';
import { createSettingsFile } from '../adapters/settings-file.ts';
import { tokenFolder } from '../adapters/token-folder.ts';
import { runHeadless, type HeadlessFault } from '../run-headless.ts';
import { complain, dataFolderOf, DEMO_NOTE, printJsonLine, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { configFaultLines, configStoreOf } from './load-config.ts';
import { createPaint } from './palette.ts';
import type { Command } from './parse-arguments.ts';
import { count, plain, wrap } from './text.ts';

/** As good a name as any for those who look. */
const FIRST_TOKEN = 'team';

type ServeCommand = Extract<Command, { name: 'serve' }>;

const EXIT_CODES: Readonly<Record<HeadlessFault['kind'], number>> = {
  owned: EXIT.anotherInstance,
  'port-taken': EXIT.portTaken,
  config: EXIT.badConfig,
  fault: EXIT.someDegradedOrUnknown,
};

/** Watches until the signal; nothing is written before the configuration is known to be good. */
export async function serve(context: Context, command: ServeCommand): Promise<number> {
  const { terminal, common, version, rendererFolder } = context;
  limitHeap();
  const folderMove = common.dataDir === null ? moveDataFolder(thisMachine(terminal.env)) : null;
  const configStore = configStoreOf(context);
  terminal.onReload(() => configStore.readAgain());
  const loaded = configStore.load();
  if (!loaded.ok) {
    printLines(terminal.stderr, configFaultLines(loaded.error));
    return EXIT.badConfig;
  }
  const host = command.host === null ? null : listenAddress(command.host);
  const override = (config: Config) => overridden(config, { ...command, host });
  const config = override(loaded.value);
  if (command.host !== null && (host === null || !(config.server.share || isLoopbackAddress(host)))) {
    const message =
      host === null
        ? `--host expects a name or an address to listen on, such as 127.0.0.1 or ::, got "${plain(command.host)}"`
        : `--host expects an address of this machine only, such as 127.0.0.1 or ::1, got "${plain(command.host)}"; others need --share`;
    return complain(context, EXIT.usage, message);
  }
  const dataFolder = dataFolderOf(context);
  const prepared = prepareDataFolder(dataFolder);
  if (!prepared.ok) return complain(context, EXIT.someDegradedOrUnknown, prepared.error);
  const settings = common.configPath === null ? createSettingsFile(dataFolder) : null;
  if (settings !== null && !settings.ok) return complain(context, EXIT.someDegradedOrUnknown, settings.error);

  const ended = await runHeadless({
    config,
    configStore,
    override,
    dataFolder,
    rendererFolder,
    version,
    demo: context.demo,
    folderMove,
    death: deathBefore(terminal.env),
    keeper: keeperOf(terminal.env),
    console: consoleLogger(
      { write: (text) => terminal.stderr.write(text), on: () => {} },
      terminal.clock,
      createPaint(terminal, terminal.stderr),
    ),
    signal: terminal.signal,
    onReady: (instance) => {
      giveSignOfLife(terminal.env);
      announce(context, instance, config, linksOf(instance, dataFolder));
    },
  });
  return ended.ok ? EXIT.allUp : complain(context, EXIT_CODES[ended.error.kind], ended.error.message);
}

function announce(
  { terminal, common, version, demo }: Context,
  instance: InstanceInfo,
  config: Config,
  { urls, none }: ReturnType<typeof sharedLinks>,
): void {
  if (common.json) {
    printJsonLine(terminal.stdout, { ...instance, key: undefined, links: urls });
    return;
  }
  const services = count(config.services.length, 'service');
  printLines(terminal.stdout, [
    ...(demo ? [DEMO_NOTE] : []),
    `Bellwether ${version} watches ${services}: ${instance.url} · Ctrl+C ends`,
    ...(instance.sharing === null
      ? []
      : [
          `Other machines are let in with a token ("bellwether token create NAME")${urls.length > 0 ? ':' : '.'}`,
          ...urls,
          ...wrap(none ?? '', terminal.stdout.columns()).filter((line) => line !== ''),
        ]),
  ]);
}

/**
 * Where other machines find it. While nobody could come in, a token for viewers is made, and the links carry its secret:
 * they are for this terminal only, and for no log.
 */
function linksOf({ sharing, port }: InstanceInfo, dataFolder: string): ReturnType<typeof sharedLinks> {
  if (sharing === null || port === null) return { urls: [], none: null };
  const links = sharedLinks(sharing, port);
  const tokens = tokenFolder(dataFolder);
  if (tokens.list().length > 0) return links;
  const created = tokens.create(FIRST_TOKEN, 'viewer', Date.now());
  return created.ok ? { ...links, urls: links.urls.map((url) => linkWith(created.value, url)) } : links;
}

/** What the command line says goes before the document. */
function overridden(config: Config, { port, host, share, intervalMs }: ServeCommand): Config {
  const { server } = config;
  return {
    ...config,
    server: { ...server, host: host ?? server.host, port: port ?? server.port, share: share || server.share },
    services:
      intervalMs === null ? config.services : config.services.map((service) => ({ ...service, intervalMs })),
  };
}
