import { existsSync } from 'node:fs';
import type { ConfigFault } from '../../shared/config/config.ts';
import { formatFault } from '../../shared/config/format-fault.ts';
import { MAX_DOCUMENT_SIZE } from '../../shared/config/read-document.ts';
import { configJsonSchema } from '../../shared/config/schema.ts';
import { err } from '../../shared/lib/result.ts';
import { certificateFault } from '../adapters/certificate-files.ts';
import type { FileConfigStore } from '../adapters/file-config-store.ts';
import { readText } from '../adapters/read-text.ts';
import { dataFolderOf, printJson, printLines, type Context } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { configFaultLines, configStoreOf } from './load-config.ts';
import type { Paint } from './palette.ts';
import { count, plain, wrap } from './text.ts';
import { pointAt } from './source-excerpt.ts';

export function configCheck(context: Context): number {
  const { terminal, common, paint } = context;
  const store = configStoreOf(context);
  const loaded = checked(context, store);
  const faults = loaded.ok ? [] : loaded.error;
  const warnings = loaded.ok ? loaded.value.warnings : [];
  const exitCode = loaded.ok ? EXIT.allUp : EXIT.badConfig;
  if (common.json) {
    printJson(terminal.stdout, { file: store.path, valid: loaded.ok, faults, warnings });
    return exitCode;
  }
  const summary = loaded.ok
    ? `${count(loaded.value.services.length, 'service')}, ${noneOr(0, 'fault')}, ${noneOr(warnings.length, 'warning')}`
    : noneOr(faults.length, 'fault');
  printLines(terminal.stdout, [
    ...faults.flatMap((fault) => findingLines(context, 'red', fault)),
    ...warnings.flatMap((warning) =>
      findingLines(context, 'yellow', { ...warning, message: `warning: ${warning.message}` }),
    ),
    paint(loaded.ok ? 'green' : 'red', `${loaded.ok ? '✓' : '✗'} ${summary}`) +
      ` · ${plain(store.path)}${presetNote(context, store.path)}`,
  ]);
  return exitCode;
}

/** What `serve` refuses at its start is a fault here, too. */
function checked({ clock }: Context, store: FileConfigStore): ReturnType<FileConfigStore['load']> {
  const loaded = store.load();
  const tls = loaded.ok ? loaded.value.server.tls : null;
  const fault = tls === null ? null : certificateFault(tls, clock.wallNow());
  return fault === null ? loaded : err([store.faultAt(['server', 'tls'], fault)]);
}

function noneOr(amount: number, one: string): string {
  return amount === 0 ? `no ${one}s` : count(amount, one);
}

/** One line for tools and pipes; in a terminal also the place itself. */
function findingLines(
  { terminal, paint }: Context,
  style: Parameters<Paint>[0],
  fault: ConfigFault,
): readonly string[] {
  const { stdout } = terminal;
  const line = plain(formatFault(fault));
  if (!stdout.isTerminal) return [line];
  const columns = stdout.columns();
  return [
    ...wrap(line, columns).map((part) => paint(style, part)),
    ...sourceOf(fault).flatMap((source) => pointAt(source, fault.column ?? 1, columns)),
    '',
  ];
}

/** The line it is about; none when the document is not there, as with the preset. */
function sourceOf({ file, line }: ConfigFault): readonly string[] {
  if (line === null) return [];
  const text = readText(file, MAX_DOCUMENT_SIZE);
  const source = text.ok ? text.value?.split(/\r\n|\r|\n/)[line - 1] : undefined;
  return source === undefined ? [] : [source];
}

export function configShow(context: Context): number {
  const { terminal, common } = context;
  const described = configStoreOf(context).describe();
  if (!described.ok) {
    printLines(terminal.stderr, configFaultLines(described.error));
    return EXIT.badConfig;
  }
  if (common.json) printJson(terminal.stdout, described.value.document);
  else printLines(terminal.stdout, described.value.yaml.trimEnd().split('\n').map(plainKeepingIndent));
  return EXIT.allUp;
}

/** `plain` would fold the spaces that mean something in YAML. */
function plainKeepingIndent(line: string): string {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return indent + plain(line.slice(indent.length));
}

export function configPath(context: Context): number {
  const { terminal, common } = context;
  const config = configStoreOf(context).path;
  const dataFolder = dataFolderOf(context);
  if (common.json) printJson(terminal.stdout, { config, dataFolder });
  else
    printLines(terminal.stdout, [
      `configuration  ${plain(config)}${presetNote(context, config)}`,
      `data folder    ${plain(dataFolder)}`,
    ]);
  return EXIT.allUp;
}

/** Without `--config`, reading never writes the settings. */
function presetNote({ common }: Context, path: string): string {
  return common.configPath !== null || existsSync(path) ? '' : ' (not there yet: the preset counts)';
}

export function configSchema({ terminal }: Context): number {
  printJson(terminal.stdout, configJsonSchema());
  return EXIT.allUp;
}
