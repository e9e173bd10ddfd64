import { accessSync, constants, existsSync, lstatSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { fileTrouble, hasCode, makeFolder, replaceFile } from '../adapters/files.ts';
import { readText } from '../adapters/read-text.ts';
import { desktopEntry, readDesktopEntry, withCommand } from './desktop-entry.ts';
import type { LoginItem, LoginState } from './login-item.ts';

/** Longer ones are none that a desktop reads. */
const MAX_BYTES = 64 * 1024;
const OFF: LoginState = { on: false, trouble: null };

export interface AutostartCommand {
  /** The program and, where it is not packaged, the folder of its app: absolute paths. */
  readonly program: readonly string[];
  readonly words: readonly string[];
  /** A name of the icon theme, or an absolute path. */
  readonly icon: string;
  /** An installed program or an AppImage, unlike one that runs from its source. */
  readonly packaged: boolean;
}

type Found =
  | { readonly kind: 'none' }
  /** Not as Bellwether writes it, or not a file that may be replaced: `why` is half a sentence. */
  | { readonly kind: 'foreign'; readonly why: string }
  | {
      readonly kind: 'own';
      readonly text: string;
      readonly enabled: boolean;
      readonly program: readonly string[];
      /** It starts Bellwether as this run was started: on the same data folder, with the same settings file. */
      readonly same: boolean;
      readonly words: readonly string[];
      /** Half a sentence, where it may not be changed. */
      readonly fixed: string | null;
    };

/** Where desktops look. As their specification says, what is not an absolute path does not count. */
export function autostartPath(environment: NodeJS.ProcessEnv, home: string): string {
  const named = environment['XDG_CONFIG_HOME'] ?? '';
  return join(isAbsolute(named) ? named : join(home, '.config'), 'autostart', 'bellwether.desktop');
}

/** What freedesktop.org's autostart specification asks for; Electron itself has nothing for Linux. */
export function autostartFile(path: string, command: AutostartCommand): LoginItem {
  const wanted = { words: [...command.program, ...command.words], icon: command.icon };

  function find(): Found {
    if (!isThere(path)) return { kind: 'none' };
    const text = readText(path, MAX_BYTES);
    if (!text.ok) return { kind: 'foreign', why: text.error };
    if (text.value === null) return { kind: 'foreign', why: 'it is a link to nothing' };
    const entry = readDesktopEntry(text.value);
    const all = entry.words ?? [];
    const options = all.findIndex((word) => word.startsWith('-'));
    const [program, words] = [all.slice(0, options), all.slice(options)];
    const paths = program.length > 0 && program.every((word) => isAbsolute(word));
    if (entry.name !== 'Bellwether' || !paths || words.at(-1) !== '--hidden')
      return { kind: 'foreign', why: 'it is not as Bellwether writes it' };
    return {
      kind: 'own',
      text: text.value,
      enabled: entry.enabled,
      program,
      words,
      same: words.join('\n') === command.words.join('\n'),
      fixed: fixedBy(path),
    };
  }

  function state(): LoginState {
    const found = find();
    switch (found.kind) {
      case 'none':
        return OFF;
      case 'foreign':
        return { on: false, trouble: foreign(found.why) };
      case 'own':
        if (!found.same) return { on: false, trouble: other(found.words) };
        return { on: found.enabled && starts(found.program), trouble: null };
    }
  }

  const foreign = (why: string) =>
    `${path} decides what starts at login, and is left alone, because ${why}. Change it there, or delete it to switch it here.`;
  const other = (words: readonly string[]) =>
    `${path} starts a Bellwether of other folders at login (${words.join(' ')}). Switch that off first, in its own settings, or delete the file.`;

  function write(text: string): Result<void, string> {
    try {
      makeFolder(dirname(path));
      replaceFile(path, text);
      return ok(undefined);
    } catch (error) {
      return err(trouble(fileTrouble(error)));
    }
  }

  const trouble = (why: string) => `Bellwether cannot change ${path}: ${why}.`;

  function switchOn(): Result<void, string> {
    const found = find();
    if (found.kind === 'none') return write(desktopEntry(wanted));
    if (found.kind === 'foreign') return err(foreign(found.why));
    if (!found.same) return err(other(found.words));
    const text = withCommand(found.text, wanted);
    if (text === found.text) return ok(undefined);
    return found.fixed === null ? write(text) : err(trouble(found.fixed));
  }

  /** What is not this Bellwether's own entry starts something else, and stays. */
  function switchOff(): Result<void, string> {
    const found = find();
    if (found.kind !== 'own' || !found.same) return ok(undefined);
    if (found.fixed !== null) return err(trouble(found.fixed));
    try {
      rmSync(path, { force: true });
      return ok(undefined);
    } catch (error) {
      return err(trouble(fileTrouble(error)));
    }
  }

  return {
    state,
    set: (on) => (on ? switchOn() : switchOff()),
    follow: () => {
      const found = find();
      if (found.kind !== 'own' || !found.same || !found.enabled) return ok(undefined);
      // One from the source does not take the place of an installed one.
      if (!command.packaged && starts(found.program)) return ok(undefined);
      return switchOn();
    },
  };
}

/** What cannot be looked at is for reading and writing to complain of. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !hasCode(error, 'ENOTDIR');
  }
}

/** Replacing a file asks neither for its mode nor for what it links to: both are a person's wish. */
function fixedBy(path: string): string | null {
  const file = lstatSync(path);
  if (file.isSymbolicLink()) return 'it is a link; change the file that it leads to';
  return (file.mode & 0o200) === 0 ? 'it is read-only' : null;
}

/** The program can be run, and the app that it is to run is there. */
function starts([program = '', ...paths]: readonly string[]): boolean {
  try {
    accessSync(program, constants.X_OK);
    return paths.every((path) => existsSync(path));
  } catch {
    return false;
  }
}
