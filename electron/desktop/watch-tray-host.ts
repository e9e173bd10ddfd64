import type { Cancel, Clock } from '../ports.ts';

const ASK_MS = 60_000;
/** At login the bar may come up just after us. */
const FIRST_MS = 10_000;
/** A bar that starts again is gone for a moment. */
const DOUBT_MS = 5000;
/** While there is one, a window that is closed is asked for as well; nothing else waits for the answer. */
const SEEN_MS = 120_000;

interface TrayHostWatchParts {
  readonly clock: Clock;
  /** As `findTrayHost` answered last. */
  readonly noTray: string | null;
  find(this: void): Promise<string | null>;
  onChange(this: void, noTray: string | null): void;
}

export interface TrayHostWatch {
  /** The window closes: now it matters. */
  ask(this: void): void;
  stop(this: void): void;
}

/**
 * Tells when a place for tray icons comes or goes. One that came counts at once; one that is gone counts when it is missing twice.
 */
export function watchTrayHost({ clock, noTray, find, onChange }: TrayHostWatchParts): TrayHostWatch {
  let known = noTray;
  let doubted = false;
  let asking = false;
  let stopped = false;
  let cancel: Cancel = () => {};

  function askAfter(ms: number): void {
    cancel();
    cancel = clock.after(ms, ask);
  }

  function ask(): void {
    if (asking || stopped) return;
    asking = true;
    cancel();
    void find().then((found) => {
      asking = false;
      if (!stopped) hear(found);
    });
  }

  function hear(found: string | null): void {
    const gone = found !== null && known === null;
    if (gone && !doubted) {
      doubted = true;
      askAfter(DOUBT_MS);
      return;
    }
    doubted = false;
    const changed = (found === null) !== (known === null);
    known = found;
    askAfter(found === null ? SEEN_MS : ASK_MS);
    if (changed) onChange(found);
  }

  askAfter(noTray === null ? SEEN_MS : FIRST_MS);
  return {
    ask,
    stop: () => {
      stopped = true;
      cancel();
    },
  };
}
