import { dirname, resolve } from 'node:path';
import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { decodeConfig, type ConfigSource } from '../../shared/config/decode-config.ts';
import { describeConfig, type ConfigDescription } from '../../shared/config/describe-config.ts';
import { MAX_DOCUMENT_SIZE } from '../../shared/config/read-document.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, Clock, ConfigStore } from '../ports.ts';
import { readText } from './read-text.ts';
import { referencesFrom, type Environment } from './references.ts';
import { watchFile } from './watch-file.ts';

export interface FileConfigStoreOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly environment: Environment;
  /** A YAML document that stands in until there is a file, so that reading never has to write one. */
  readonly whenMissing?: string | undefined;
}

export interface FileConfigStore extends ConfigStore {
  /** The document as it counts, secrets masked. */
  describe(): Result<ConfigDescription, readonly ConfigFault[]>;
}

type Faults = readonly ConfigFault[];
type Reading = Result<{ readonly text: string; readonly source: ConfigSource }, Faults>;

/** A document in YAML, or JSON where the name ends so; it is only ever read. */
export function fileConfigStore(options: FileConfigStoreOptions): FileConfigStore {
  const path = resolve(options.path);
  let everThere = false;
  let latest: Result<Config, Faults> | null = null;

  function read(): Reading {
    const found = readText(path, MAX_DOCUMENT_SIZE);
    if (!found.ok) return unreadable(path, found.error);
    everThere ||= found.value !== null;
    const text = found.value ?? (everThere ? undefined : options.whenMissing);
    if (text === undefined) return unreadable(path, 'it does not exist');
    const source: ConfigSource = {
      file: path,
      format: found.value !== null && /\.json$/i.test(path) ? 'json' : 'yaml',
      resolve: referencesFrom(dirname(path), options.environment),
      absolutePath: (relative) => resolve(dirname(path), relative),
    };
    return ok({ text, source });
  }

  function load(): Result<Config, Faults> {
    const reading = read();
    latest = reading.ok ? decodeConfig(reading.value.text, reading.value.source) : reading;
    return latest;
  }

  function describe(): Result<ConfigDescription, Faults> {
    const reading = read();
    return reading.ok ? describeConfig(reading.value.text, reading.value.source) : reading;
  }

  /** What counts is what the document means: a comment more or less is no change. */
  function watch(onChange: (reading: Result<Config, Faults>) => void): Cancel {
    let reading = latest ?? load();
    const look = () => {
      reading = load();
      return JSON.stringify(reading);
    };
    return watchFile(path, options.clock, look, JSON.stringify(reading), () => onChange(reading));
  }

  return { path, load, describe, watch };
}

function unreadable(file: string, why: string): { readonly ok: false; readonly error: Faults } {
  return err([{ file, line: null, column: null, path: '', message: `cannot be read: ${why}` }]);
}
