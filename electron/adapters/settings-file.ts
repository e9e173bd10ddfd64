import { linkSync, lstatSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { presetText } from '../../shared/config/preset.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { fileTrouble, replaceFile } from './files.ts';

/** The document that counts without `--config`. */
export function settingsPath(dataFolder: string): string {
  return join(dataFolder, 'config.json');
}

/**
 * Writes a document (the preset when none is given) as the settings file unless something of that name is there,
 * whatever it is. The folder exists. The error is one sentence that names the file.
 */
export function createSettingsFile(
  dataFolder: string,
  document: string = presetText,
): Result<'created' | 'present', string> {
  const path = settingsPath(dataFolder);
  if (isThere(path)) return ok('present');
  // JSON is YAML, so one parser reads both.
  const text = `${JSON.stringify(parse(document), null, 2)}\n`;
  const draft = `${path}.${process.pid}`;
  try {
    replaceFile(draft, text);
    if (readFileSync(draft, 'utf8') !== text)
      return err(`cannot write ${path}: the disk gave back something else`);
    // Unlike a rename, a link never replaces what somebody else put there meanwhile.
    linkSync(draft, path);
    return ok('created');
  } catch (error) {
    return isThere(path) ? ok('present') : err(`cannot write ${path}: ${fileTrouble(error)}`);
  } finally {
    rmSync(draft, { force: true });
  }
}

function isThere(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}
