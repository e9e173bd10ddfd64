import type { EventEmitter } from 'node:events';

/** Whether the program prevents what Electron asks it about with this event. */
export function isPrevented(
  emitter: EventEmitter,
  name: string,
  facts: object = {},
  ...words: readonly unknown[]
): boolean {
  let prevented = false;
  emitter.emit(name, { ...facts, preventDefault: () => (prevented = true) }, ...words);
  return prevented;
}
