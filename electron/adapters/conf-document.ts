import { readFileSync, renameSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import Conf, { type Options } from 'conf';
import type { DocumentFault } from '../../shared/lib/decode-versioned.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Clock, StorageFault } from '../ports.ts';
import { markOfFile } from './file-mark.ts';
import { fileTrouble, hasCode, makeFolder, replaceFile, setAsidePath } from './files.ts';

/** Hundreds of times a usual document: what is larger is not ours. */
const MAX_BYTES = 4_000_000;

type Fields = Record<string, unknown>;
/** How a document is opened for writing; the desktop does it with electron-store. */
export type OpenConf = (options: Partial<Options<Fields>>) => Conf<Fields>;

export interface ConfDocumentOptions<Kept> {
  readonly folder: string;
  /** Without its ending, `.json`. */
  readonly name: string;
  /** Such as `state document`. */
  readonly title: string;
  readonly clock: Pick<Clock, 'wallNow'>;
  decode(this: void, document: unknown): Result<Kept, DocumentFault>;
  readonly open?: OpenConf | undefined;
  /** Whether this process still owns the folder: in another's, nothing is written. */
  readonly owned?: (() => boolean) | undefined;
}

interface Loaded<Kept> {
  /** `null` when there is none yet. */
  readonly kept: Kept | null;
  /** What had to be set aside or restored, in one sentence. */
  readonly notice: string | null;
}

export interface ConfDocument<Kept> {
  load(this: void): Result<Loaded<Kept>, StorageFault>;
  /** On disk, read back and compared, when it returns. Refused until a load has shown that it may be written. */
  save(this: void, document: Kept): Result<void, StorageFault>;
  /** Whether what was saved last, and its copy, still lie there untouched; `true` before the first time. */
  isKept(this: void): boolean;
}

type Reading<Kept> =
  | { readonly kind: 'absent' }
  | { readonly kind: 'kept'; readonly kept: Kept }
  | { readonly kind: 'damaged'; readonly why: string }
  /** It may be in good order, but cannot be had or must not be touched. */
  | { readonly kind: 'refused'; readonly message: string };

/** A small document in the data folder, with its last good copy beside it under the ending `.bak`. */
export function confDocument<Kept extends object>(options: ConfDocumentOptions<Kept>): ConfDocument<Kept> {
  const { folder, name, title, clock, open = (wishes) => new Conf(wishes), owned = () => true } = options;
  const path = join(folder, `${name}.json`);
  const backup = `${path}.bak`;
  /** `null` until a load has shown that the document may be written. */
  let conf: Conf<Fields> | null = null;
  let savedText: string | null = null;
  /** Of the document and its copy when they were saved. */
  let savedMark = '';
  const mark = () => `${markOfFile(path)}\n${markOfFile(backup)}`;
  const isKept = () => savedText === null || mark() === savedMark;

  function load(): Result<Loaded<Kept>, StorageFault> {
    conf = null;
    savedText = null;
    const main = read(path);
    const copy: Reading<Kept> = main.kind === 'kept' ? { kind: 'absent' } : read(backup);
    const refused = [main, copy].find((reading) => reading.kind === 'refused');
    if (refused !== undefined) return err({ message: refused.message });
    try {
      const names: string[] = [];
      if (main.kind === 'damaged') names.push(setAside(path, path));
      if (copy.kind === 'damaged') names.push(setAside(backup, path));
      makeFolder(folder);
      conf = open({
        cwd: folder,
        configName: name,
        fileExtension: 'json',
        configFileMode: 0o600,
        clearInvalidConfig: false,
        accessPropertiesByDotNotation: false,
        serialize,
      });
      if (main.kind === 'kept') return ok({ kept: main.kept, notice: null });
      return ok({
        kept: copy.kind === 'kept' ? copy.kept : null,
        notice: noticeOf(basename(path), main, copy.kind === 'kept', names),
      });
    } catch (error) {
      return err({ message: `cannot open the ${title} ${path}: ${fileTrouble(error)}` });
    }
  }

  function save(kept: Kept): Result<void, StorageFault> {
    if (conf === null) return err({ message: `${path} is not written, because it could not be read` });
    const document: Fields = Object.fromEntries(Object.entries(kept));
    const text = serialize(document);
    if (text === savedText && isKept()) return ok(undefined);
    if (!owned()) return err({ message: `${path} is in a folder that this process no longer owns` });
    try {
      replaceFile(backup, text);
      if (!writeWithConf(conf, document, text)) renameSync(backup, path);
    } catch (error) {
      return err({ message: `cannot write the ${title} ${path}: ${fileTrouble(error)}` });
    }
    savedText = text;
    savedMark = mark();
    return ok(undefined);
  }

  /**
   * conf writes once and does not look how much was taken: on a nearly full disk the document comes out cut short.
   * So the copy is written first and by our own hand; from then on it is complete, whatever becomes of the document.
   */
  function writeWithConf(writer: Conf<Fields>, document: Fields, text: string): boolean {
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

  function read(from: string): Reading<Kept> {
    let text: string;
    try {
      const found = statSync(from);
      const { size } = found;
      // A pipe would be waited for.
      if (!found.isFile()) return { kind: 'damaged', why: 'it is no plain file' };
      if (size > MAX_BYTES) return { kind: 'damaged', why: `it has ${size} bytes` };
      text = readFileSync(from, 'utf8');
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return { kind: 'absent' };
      return { kind: 'refused', message: `cannot read the ${title} ${from}: ${fileTrouble(error)}` };
    }
    const decoded = options.decode(parse(text));
    if (decoded.ok) return { kind: 'kept', kept: decoded.value };
    switch (decoded.error.kind) {
      case 'newer':
        return {
          kind: 'refused',
          message: `${from} was written by a newer Bellwether (${decoded.error.message}): update Bellwether or choose another data folder`,
        };
      case 'invalid':
        return { kind: 'damaged', why: decoded.error.message };
    }
  }

  return { load, save, isKept };
}

function serialize(document: Fields): string {
  return `${JSON.stringify(document, null, 1)}\n`;
}

/** `undefined`, which no document is, where the text is no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function noticeOf(
  file: string,
  main: Reading<unknown>,
  restored: boolean,
  setAside: readonly string[],
): string | null {
  if (main.kind === 'absent' && !restored && setAside.length === 0) return null;
  const what = main.kind === 'damaged' ? `damaged (${main.why})` : 'missing';
  const then = restored ? 'its last good copy was restored' : 'there was no good copy to restore';
  const kept = setAside.length === 0 ? '' : `; what was damaged is kept as ${setAside.join(' and ')}`;
  return `${file} was ${what}: ${then}${kept}`;
}
