import { existsSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { fileTrouble, makeFolder, replaceFile } from '../adapters/files.ts';

/** Starts Bellwether without a window when the person logs in. */
export interface LoginItem {
  isOn(): boolean;
  /** The error is one sentence. */
  set(on: boolean): Result<void, string>;
}

/** What freedesktop.org's autostart specification asks for; Electron itself has nothing for Linux. */
export function autostartFile(path: string, words: readonly string[]): LoginItem {
  return {
    isOn: () => existsSync(path),
    set: (on) => {
      try {
        if (on) {
          makeFolder(dirname(path));
          replaceFile(path, desktopEntry(words));
        } else {
          rmSync(path, { force: true });
        }
        return ok(undefined);
      } catch (error) {
        return err(`cannot change ${path}: ${fileTrouble(error)}`);
      }
    },
  };
}

function desktopEntry(words: readonly string[]): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Bellwether',
    'Comment=Watches the health of your services',
    `Exec=${words.map(quoted).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
    '',
  ].join('\n');
}

/** Quoting within a quoted string within a value: the specification undoes both, and `%` begins a field code. */
function quoted(word: string): string {
  const inner = word.replace(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%');
  return `"${inner.replaceAll('\\', String.raw`\\`)}"`;
}
