import type { DesktopHome } from './start-desktop.ts';

/** The built desktop in a process of its own, as far as it can be operated on the double and on Electron alike. */
export interface DrivenDesktop {
  /** Waits until the page shows these words. */
  sees(words: string): Promise<void>;
  /** In the page. */
  evaluate(code: string): Promise<unknown>;
  address(): Promise<string>;
  /** Waits until so many are open. */
  hasWindows(count: number): Promise<void>;
  closeWindow(): Promise<void>;
  /** The program is started again on the same folder; gives that process's exit code. */
  startAgain(...words: readonly string[]): Promise<number | null>;
  quit(): Promise<void>;
  /** Whatever state it is in; nothing of it is left. */
  kill(): Promise<void>;
}

export interface DesktopDriver {
  readonly name: string;
  /** Why it cannot be used here; `null` when it can. */
  readonly missing: string | null;
  start(home: DesktopHome): Promise<DrivenDesktop>;
}
