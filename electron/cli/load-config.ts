import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { formatFault } from '../../shared/config/format-fault.ts';
import { presetText } from '../../shared/config/preset.ts';
import type { Result } from '../../shared/lib/result.ts';
import { fileConfigStore, type FileConfigStore } from '../adapters/file-config-store.ts';
import { settingsPath } from '../adapters/settings-file.ts';
import { dataFolderOf, type Context } from './context.ts';
import { count, plain } from './text.ts';

/** The document of `--config`, else the settings, for which the preset stands in while there are none. */
export function configStoreOf(context: Context): FileConfigStore {
  const { common, terminal, clock } = context;
  return fileConfigStore({
    path: common.configPath ?? settingsPath(dataFolderOf(context)),
    clock,
    environment: terminal.env,
    whenMissing: common.configPath === null ? presetText : undefined,
  });
}

export function loadConfig(context: Context): Result<Config, readonly ConfigFault[]> {
  return configStoreOf(context).load();
}

/** All of them at once, each with its place. */
export function configFaultLines(faults: readonly ConfigFault[]): readonly string[] {
  return [
    `bellwether: the configuration has ${count(faults.length, 'fault')}`,
    ...faults.map((fault) => plain(formatFault(fault))),
  ];
}
