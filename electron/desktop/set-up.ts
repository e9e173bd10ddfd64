import { resolve } from 'node:path';
import { dialog, type BrowserWindow, type OpenDialogOptions } from 'electron';
import { decodeConfig } from '../../shared/config/decode-config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import { presetText } from '../../shared/config/preset.ts';
import { MAX_DOCUMENT_SIZE } from '../../shared/config/read-document.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { readText } from '../adapters/read-text.ts';
import { referencesFrom } from '../adapters/references.ts';
import { createSettingsFile } from '../adapters/settings-file.ts';

/** A document without services, which stands in until somebody has chosen. */
export const EMPTY_DOCUMENT = 'version: 1\nservices: []\n';

/** Writes the first settings file. The error may have several lines, one a fault. A dialog that is cancelled changes nothing. */
export async function setUp(
  choice: 'preset' | 'import' | 'empty',
  dataFolder: string,
  window: BrowserWindow | null,
): Promise<Result<void, string>> {
  switch (choice) {
    case 'preset':
      return create(dataFolder, presetText);
    case 'empty':
      return create(dataFolder, EMPTY_DOCUMENT);
    case 'import': {
      const path = await chooseFile(window);
      return path === null ? ok(undefined) : importFile(path, dataFolder);
    }
  }
}

async function chooseFile(window: BrowserWindow | null): Promise<string | null> {
  const options: OpenDialogOptions = {
    title: 'Import a configuration',
    properties: ['openFile'],
    filters: [{ name: 'Configuration', extensions: ['yaml', 'yml', 'json'] }],
  };
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return canceled ? null : (filePaths[0] ?? null);
}

/** Copied only when it is good where it goes, too: what it names by relative paths has to be there. */
function importFile(path: string, dataFolder: string): Result<void, string> {
  const found = readText(path, MAX_DOCUMENT_SIZE);
  if (!found.ok) return err(`${path} cannot be read: ${found.error}`);
  if (found.value === null) return err(`${path} cannot be read: it does not exist`);
  const decoded = decodeConfig(found.value, {
    file: path,
    format: /\.json$/i.test(path) ? 'json' : 'yaml',
    resolve: referencesFrom(dataFolder, process.env),
    absolutePath: (relative) => resolve(dataFolder, relative),
  });
  if (!decoded.ok) return err(decoded.error.map(formatFaultForAll).join('\n'));
  return create(dataFolder, found.value);
}

function create(dataFolder: string, document: string): Result<void, string> {
  const created = createSettingsFile(dataFolder, document);
  if (!created.ok) return created;
  return created.value === 'created'
    ? ok(undefined)
    : err(`${dataFolder} has a settings file already; it was left alone`);
}
