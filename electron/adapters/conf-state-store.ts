import { readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Conf, { type Options } from 'conf';
import { decodeKeptState } from '../../shared/domain/decode-kept-state.ts';
import type { KeptState } from '../../shared/domain/kept-state.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Clock, StateStore, StorageFault } from '../ports.ts';
import { fileTrouble, makeFolder, replaceFile, setAsidePath } from './files.ts';

/** Hundreds of times a usual state: what is larger is not ours. */
const MAX_STATE_BYTES = 4_000_000;

type Loaded = { readonly state: KeptState | null; readonly notice: string | null };
type Document = Record<string, unknown>;
type Reading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'state'; readonly state: KeptState }
  | { readonly kind: 'damaged'; readonly why: string }
  /** It may be in good order, but cannot be had or must not be touched. */
  | { readonly kind: 'refused'; readonly message: string };

/** `state.json` in the data folder, with the last good copy in `state.json.bak`. The desktop opens it with electron-store. */
export function confStateStore(
  folder: string,
  clock: Pick<Clock, 'wallNow'>,
  open: (options: Partial<Options<Document>>) => Conf<Document> = (options) => new Conf(options),
): StateStore {
  const path = join(folder, 'state.json');
  const backup = `${path}.bak`;
  /** `null` until a load has shown that the document may be written. */
  let conf: Conf<Document> | null = null;
  let savedText: string | null = null;

  function load(): Result<Loaded, StorageFault> {
    conf = null;
    savedText = null;
    const main = read(path);
    const copy: Reading = main.kind === 'state' ? { kind: 'absent' } : read(backup);
    const refused = [main, copy].find((reading) => reading.kind === 'refused');
    if (refused !== undefined) return err({ message: refused.message });
    try {
      const names: string[] = [];
      if (main.kind === 'damaged') names.push(setAside(path, path));
      if (copy.kind === 'damaged') names.push(setAside(backup, path));
      makeFolder(folder);
      conf = open(optionsFor(folder));
      if (main.kind === 'state') return ok({ state: main.state, notice: null });
      return ok({
        state: copy.kind === 'state' ? copy.state : null,
        notice: noticeOf(main, copy.kind === 'state', names),
      });
    } catch (error) {
      return err({ message: `cannot open the state document ${path}: ${fileTrouble(error)}` });
    }
  }

  function save(state: KeptState): Result<void, StorageFault> {
    if (conf === null) return err({ message: `${path} is not written, because it could not be read` });
    const document = { ...state };
    const text = serialize(document);
    if (text === savedText) return ok(undefined);
    try {
      replaceFile(backup, text);
      if (!writeWithConf(conf, document, text)) renameSync(backup, path);
    } catch (error) {
      return err({ message: `cannot write the state document ${path}: ${fileTrouble(error)}` });
    }
    savedText = text;
    return ok(undefined);
  }

  /**
   * conf writes once and does not look how much was taken: on a nearly full disk the document comes out cut short.
   * So the copy is written first and by our own hand; from then on it is complete, whatever becomes of the document.
   */
  function writeWithConf(writer: Conf<Document>, document: Document, text: string): boolean {
    try {
      writer.store = document;
      return readFileSync(path, 'utf8') === text;
    } catch {
      return false;
    }
  }

  function setAside(damaged: string, like: string): string {
    const aside = setAsidePath(like, clock.wallNow());
    renameSync(damaged, aside);
    return basename(aside);
  }

  return { load, save };
}

function optionsFor(folder: string): Partial<Options<Document>> {
  return {
    cwd: folder,
    configName: 'state',
    fileExtension: 'json',
    configFileMode: 0o600,
    clearInvalidConfig: false,
    accessPropertiesByDotNotation: false,
    serialize,
  };
}

function serialize(document: Document): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}

function read(path: string): Reading {
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > MAX_STATE_BYTES) return { kind: 'damaged', why: `it has ${size} bytes` };
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { kind: 'absent' };
    return { kind: 'refused', message: `cannot read the state document ${path}: ${fileTrouble(error)}` };
  }
  const decoded = decodeKeptState(parse(text));
  if (decoded.ok) return { kind: 'state', state: decoded.value };
  switch (decoded.error.kind) {
    case 'newer':
      return {
        kind: 'refused',
        message: `${path} was written by a newer Bellwether (${decoded.error.message}): update Bellwether or choose another data folder`,
      };
    case 'invalid':
      return { kind: 'damaged', why: decoded.error.message };
  }
}

/** `undefined`, which no document is, where the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noticeOf(main: Reading, restored: boolean, setAside: readonly string[]): string | null {
  if (main.kind === 'absent' && !restored && setAside.length === 0) return null;
  const what = main.kind === 'damaged' ? `damaged (${main.why})` : 'missing';
  const then = restored ? 'its last good copy was restored' : 'there was no good copy to restore';
  const kept = setAside.length === 0 ? '' : `; what was damaged is kept as ${setAside.join(' and ')}`;
  return `state.json was ${what}: ${then}${kept}`;
}
