import type { Logger } from '../ports.ts';

/** What ends together, by its name. */
export type Stage = Readonly<Record<string, () => void | Promise<void>>>;

/** One stage after the other; what fails is on record and keeps nothing else from ending. */
export async function endInOrder(logger: Logger, stages: readonly Stage[]): Promise<void> {
  for (const stage of stages) {
    const ends = Object.entries(stage).map(async ([name, end]) => {
      try {
        await end();
      } catch (error) {
        logger.error('not ended in order', { name, error: String(error) });
      }
    });
    await Promise.all(ends);
  }
}
