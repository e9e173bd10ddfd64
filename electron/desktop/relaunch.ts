import type { Clock, Logger } from '../ports.ts';
import { startWords } from './start-again.ts';

/** A start after an unexpected error has to run this long before another error may start it again. */
const PROBATION_MS = 10 * 60_000;
/** Whatever is broken gets a moment, and so does the person who reads the notification. */
const BACK_OFF_MS = 2000;

export interface RelaunchParts {
  readonly clock: Clock;
  readonly logger: Logger;
  /** When this run itself was started for that reason; `null` otherwise. */
  readonly relaunchedAt: number | null;
  /** Tells the person; what it says is already final. */
  tell(this: void, title: string, body: string): void;
  report(this: void, defect: unknown): void;
  /** This run is ending anyhow. */
  ending(this: void): boolean;
  windowIsOpen(this: void): boolean;
  /** Ends everything in order and starts with these words. */
  restart(this: void, words: readonly string[]): void;
}

/**
 * An unexpected error at the top: nobody knows what still works. It is logged and told, and Bellwether starts again,
 * once; if that does not help it goes on as well as it can.
 */
export function relaunchOnDefect(parts: RelaunchParts): void {
  const { clock, logger, relaunchedAt } = parts;
  let leaving = false;

  function onDefect(defect: unknown): void {
    parts.report(defect);
    if (leaving || parts.ending()) return;
    const now = clock.wallNow();
    const mayRelaunch = relaunchedAt === null || now - relaunchedAt > PROBATION_MS || now < relaunchedAt;
    leaving = true;
    if (!mayRelaunch) {
      logger.error('unexpected error again, not relaunched', { relaunchedAt });
      parts.tell(
        'Bellwether ran into a defect again',
        'It goes on as well as it can. Quit and start it, and look into its log.',
      );
      return;
    }
    parts.tell('Bellwether ran into a defect', 'It starts again by itself; its log has more.');
    clock.after(BACK_OFF_MS, () => {
      // A person who quits in the meantime does not want it back.
      if (parts.ending()) return;
      logger.warn('relaunching after an unexpected error');
      const hidden = parts.windowIsOpen() ? [] : ['--hidden'];
      parts.restart([...startWords(), ...hidden, `--relaunched-at=${now}`]);
    });
  }

  process.on('uncaughtException', onDefect);
  process.on('unhandledRejection', onDefect);
}
