import type * as Electron from 'electron';
import { guard } from './guard.ts';
import { recorder } from './recorder.ts';

/** For so long after it has come up macOS does not let it go again. */
const STAYS_MS = 1000;

type KnownDock = Pick<Electron.Dock, 'show' | 'hide' | 'isVisible' | 'setBadge'>;

/** The program's own icon in the Dock, which is there from the start or is not. */
export function dock(visibleAtFirst: boolean): KnownDock {
  let shownAt = -Infinity;
  recorder.dockVisible = visibleAtFirst;
  const known: KnownDock = {
    show: () => {
      // Shown when it is there already, it activates the Dock and the program: the person sees a flash.
      recorder.calls.push(recorder.dockVisible === true ? 'dock.show flashes' : 'dock.show');
      if (recorder.dockVisible === false) shownAt = performance.now();
      recorder.dockVisible = true;
      return Promise.resolve();
    },
    hide: () => {
      const stays = performance.now() - shownAt < STAYS_MS;
      recorder.calls.push(stays ? 'dock.hide ignored' : 'dock.hide');
      if (!stays) recorder.dockVisible = false;
    },
    setBadge: (text) => void recorder.calls.push(`badge ${text}`),
    isVisible: () => recorder.dockVisible === true,
  };
  guard('dock', known);
  return known;
}
