import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { describeConfig, type ConfigDescription } from '../../shared/config/describe-config.ts';
import { formatPath, type Path } from '../../shared/config/places.ts';
import { MAX_DOCUMENT_SIZE, readDocument } from '../../shared/config/read-document.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, Clock, ConfigStore } from '../ports.ts';
import { decodeDocument, meaningOf, sourceOf, type DecodeJob, type Decoding } from './decode-document.ts';
import { decodeInThread } from './decode-in-thread.ts';
import { isReadByAll } from './files.ts';
import { readText } from './read-text.ts';
import { MAX_REFERENCED_BYTES, type Environment } from './references.ts';
import { watchFiles } from './watch-files.ts';

export interface FileConfigStoreOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly environment: Environment;
  /** A YAML document that stands in until there is a file, so that reading never has to write one. */
  readonly whenMissing?: string | undefined;
  /** How a changed document is decoded while the event loop has other things to do. */
  readonly decode?: (job: DecodeJob, signal: AbortSignal) => Promise<Decoding>;
}

export interface FileConfigStore extends ConfigStore {
  /** The document as it counts, secrets masked. */
  describe(): Result<ConfigDescription, readonly ConfigFault[]>;
  /** What is wrong beyond the document itself, at its place in it. */
  faultAt(place: Path, message: string): ConfigFault;
  /** Somebody asks for it: whoever watches hears of a new reading, though no file has changed. Before that there is nothing to read again. */
  readAgain(): void;
}

type Faults = readonly ConfigFault[];
type Reading = Result<DecodeJob, Faults>;

/** A document in YAML, or JSON where the name ends so; it is only ever read. */
export function fileConfigStore(options: FileConfigStoreOptions): FileConfigStore {
  const path = resolve(options.path);
  const { decode = decodeInThread } = options;
  let everThere = false;
  let latest: Decoding | null = null;
  /** What was decoded last of the document and of what it refers to. */
  let known = '';
  let readAgain = () => {};

  function read(found = readText(path, MAX_DOCUMENT_SIZE)): Reading {
    if (!found.ok) return unreadable(path, found.error);
    everThere ||= found.value !== null;
    const text = found.value ?? (everThere ? undefined : options.whenMissing);
    if (text === undefined) return unreadable(path, 'it does not exist');
    const format = found.value !== null && /\.json$/i.test(path) ? 'json' : 'yaml';
    return ok({ text, file: path, format, environment: options.environment });
  }

  function load(): Result<Config, Faults> {
    const found = readText(path, MAX_DOCUMENT_SIZE);
    const job = read(found);
    latest = job.ok ? decodeDocument(job.value) : undecoded(job);
    known = content(found);
    return latest.reading;
  }

  function describe(): Result<ConfigDescription, Faults> {
    const job = read();
    return job.ok ? describeConfig(job.value.text, sourceOf(job.value)) : job;
  }

  function faultAt(place: Path, message: string): ConfigFault {
    const job = read();
    const document = job.ok ? readDocument(job.value.text, path, job.value.format) : job;
    if (document.ok) return document.value.places.fault(place, message);
    return { file: path, line: null, column: null, path: formatPath(place), message };
  }

  function files(): readonly string[] {
    return [path, ...(latest?.files ?? [])];
  }

  /** Compared before anything is decoded. Who may read a secret is a warning of the document's. */
  function content(found = readText(path, MAX_DOCUMENT_SIZE)): string {
    const hash = createHash('sha256').update(JSON.stringify(found));
    for (const file of latest?.files ?? [])
      hash.update(JSON.stringify([readText(file, MAX_REFERENCED_BYTES), isReadByAll(file)]));
    return hash.digest('hex');
  }

  /** What counts is what the document means: a comment more or less is no change. */
  function watch(onChange: (reading: Result<Config, Faults>) => void): Cancel {
    if (latest === null) load();
    const ending = new AbortController();
    let decoding = false;
    let again = false;
    let asked = false;

    async function decodeAgain(): Promise<void> {
      again = true;
      if (decoding) return;
      decoding = true;
      try {
        while (again && !ending.signal.aborted) {
          again = false;
          const job = read();
          const next = job.ok ? await decode(job.value, ending.signal) : undecoded(job, latest?.files);
          if (!ending.signal.aborted) take(next);
        }
      } finally {
        decoding = false;
      }
    }

    function take(next: Decoding): void {
      const isNews = asked || next.meaning !== latest?.meaning;
      asked = false;
      latest = next;
      if (isNews) onChange(next.reading);
    }

    const stopWatching = watchFiles(
      files,
      options.clock,
      () => content(),
      known,
      () => void decodeAgain(),
    );
    readAgain = () => {
      asked = true;
      void decodeAgain();
    };
    return () => {
      readAgain = () => {};
      ending.abort();
      stopWatching();
    };
  }

  return { path, load, describe, faultAt, watch, readAgain: () => readAgain() };
}

/** Of a document that cannot be read; `files` are those of the one before, which may be its fault. */
function undecoded(
  reading: { readonly ok: false; readonly error: Faults },
  files: readonly string[] = [],
): Decoding {
  return { reading, meaning: meaningOf(reading), files };
}

function unreadable(file: string, why: string): { readonly ok: false; readonly error: Faults } {
  return err([{ file, line: null, column: null, path: '', message: `cannot be read: ${why}` }]);
}
