import { createHash } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { decodeConfig, type ConfigSource } from '../../shared/config/decode-config.ts';
import type { Result } from '../../shared/lib/result.ts';
import { referencesFrom, type Environment } from './references.ts';

/** A document to be decoded, in a form that goes to a thread. */
export interface DecodeJob {
  readonly text: string;
  readonly file: string;
  readonly format: ConfigSource['format'];
  readonly environment: Environment;
}

export interface Decoding {
  readonly reading: Result<Config, readonly ConfigFault[]>;
  /** The same for readings that mean the same. */
  readonly meaning: string;
  /** Absolute paths of what was read for it beside the document, or would have been. */
  readonly files: readonly string[];
}

export function decodeDocument(job: DecodeJob): Decoding {
  const files = new Set<string>();
  const reading = decodeConfig(
    job.text,
    sourceOf(job, (path) => files.add(path)),
  );
  return { reading, meaning: meaningOf(reading), files: [...files] };
}

export function sourceOf(
  { file, format, environment }: DecodeJob,
  looked?: (path: string) => void,
): ConfigSource {
  const folder = dirname(file);
  return {
    file,
    format,
    resolve: referencesFrom(folder, environment, looked),
    absolutePath: (relative) => resolve(folder, relative),
  };
}

export function meaningOf(reading: Decoding['reading']): string {
  return createHash('sha256').update(JSON.stringify(reading)).digest('hex');
}
