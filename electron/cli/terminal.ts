import type { Clock } from '../ports.ts';

export interface Output {
  readonly isTerminal: boolean;
  /** Width in character cells; asked anew for each frame, because windows are resized. */
  columns(): number;
  rows(): number;
  /** Never waits. What is not taken is held up to a bound, and then left out. */
  write(text: string): void;
  /** When what was written has left, or nobody reads any more. */
  taken(): Promise<void>;
  /** How many bytes have not left yet. */
  waiting(): number;
}

/** Everything the command line reaches outside of itself, so that a test can stand in for a person's terminal. */
export interface Terminal {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Calls back when the window has a new size; returns the unsubscribe. */
  onResize(callback: () => void): () => void;
  /** Calls back when the configuration is to be read again; returns the unsubscribe. */
  onReload(callback: () => void): () => void;
}
