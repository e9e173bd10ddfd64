import type { Menu } from 'electron';
import type { Cancel, Clock } from '../ports.ts';

/** WCAG 2.2.1 asks that whoever needs more time to read has at least 20 seconds to say so. */
const HOLD_MS = 20_000;
/** Systems say that a menu closes before they say what was chosen in it, which must still be there. */
const CHOICE_MS = 200;

export interface MenuHold {
  /** A person may have a menu open: setting another one would close its submenus under his hand. */
  readonly lasts: boolean;
  /** This is the menu from now on. */
  watch(menu: Menu): void;
  /** The menu is closed, and what was chosen in it is done. */
  end(): void;
}

/**
 * Holds back a new menu while the one that is set is open. On Linux the program that shows it says when it, or a part of it, is
 * about to be shown (AboutToShow), and Chromium makes nothing of its word that it was closed: so a hold lasts for a time since the
 * last such word, unless a choice or 'menu-will-close' ends it. A click on the icon itself shows no menu of ours.
 */
export function openMenuHold(clock: Clock, onOver: () => void): MenuHold {
  let cancel: Cancel | null = null;

  function lastFor(ms: number): void {
    cancel?.();
    cancel = clock.after(ms, () => {
      cancel = null;
      onOver();
    });
  }

  function end(): void {
    cancel?.();
    cancel = null;
  }

  function listen(menu: Menu): void {
    menu.on('menu-will-show', () => lastFor(HOLD_MS));
    for (const { submenu } of menu.items) if (submenu !== undefined) listen(submenu);
  }

  return {
    get lasts() {
      return cancel !== null;
    },
    watch: (menu) => {
      listen(menu);
      menu.on('menu-will-close', () => lastFor(CHOICE_MS));
    },
    end,
  };
}
