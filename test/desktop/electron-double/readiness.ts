import { setImmediate } from 'node:timers/promises';

let ready = false;
let settling: Promise<unknown> = Promise.resolve();

/** What has to be over before the program counts as ready, as its place among other instances has. */
export function readyAfter(settled: Promise<unknown>): void {
  settling = settled;
}

/** The main module has run to its end before Electron becomes ready, whoever asks. */
export const becomingReady = (async () => {
  await setImmediate();
  await settling;
  ready = true;
})();

export const isReady = () => ready;

/** Many parts of Electron throw with these words when they are asked too early. */
export function needsReady(words: string): void {
  if (!ready) throw new Error(words);
}

/** And a few when they are asked too late. */
export function tooLateWhenReady(words: string): void {
  if (ready) throw new Error(words);
}
