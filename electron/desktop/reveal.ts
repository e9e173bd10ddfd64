import type { Clock } from '../ports.ts';

/** The page comes from the program's own archive, and is laid out in a fraction of this. */
export const REVEAL_AFTER_MS = 2000;

export interface Reveal {
  /** Shows the window, and says whether that was still to be done. */
  now(this: void): boolean;
  /** It is closed without having been seen. */
  callOff(this: void): void;
}

/**
 * Shows a new window once: at whatever is told of its page first, and after two seconds at the latest. To wait for
 * `ready-to-show` alone is not enough: under Wayland a hidden window gets no frame, so that it may never come
 * (https://github.com/electron/electron/issues/48859), and it does not come for a page that cannot be loaded.
 */
export function revealOnce(clock: Clock, show: () => void): Reveal {
  let over = false;
  const now = () => {
    if (over) return false;
    callOff();
    show();
    return true;
  };
  const cancel = clock.after(REVEAL_AFTER_MS, now);
  const callOff = () => {
    over = true;
    cancel();
  };
  return { now, callOff };
}
