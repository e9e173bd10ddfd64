import type { Result } from '../../shared/lib/result.ts';

export interface LoginState {
  readonly on: boolean;
  /** Why it is not as the person wants it, or cannot be, with the way out: sentences. `null` when there is nothing to say. */
  readonly trouble: string | null;
}

/**
 * Starts Bellwether without a window when the person logs in: this program, on this data folder, with this settings file.
 * What the system's own dialogs have switched off is off.
 */
export interface LoginItem {
  /** Asks the system, which may take a while. */
  state(): LoginState;
  /** The error is whole sentences. */
  set(on: boolean): Result<void, string>;
  /**
   * To be called once at the start: what is switched on for this Bellwether and names a program that has moved since starts
   * the one that runs now. What is switched off stays off. The error is whole sentences.
   */
  follow(): Result<void, string>;
}

/** What was named on the command line of this run: absolute paths, `null` when not given. */
export interface GivenPaths {
  readonly dataFolder: string | null;
  readonly settings: string | null;
}

const HIDDEN = '--hidden';

/** With which words a start at login is like this run. Switches for Chromium are for one run only. */
export function loginWords({ dataFolder, settings }: GivenPaths): readonly string[] {
  return [
    ...(dataFolder === null ? [] : [`--data-dir=${dataFolder}`]),
    ...(settings === null ? [] : [`--config=${settings}`]),
    HIDDEN,
  ];
}
