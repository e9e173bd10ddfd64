import { setFlagsFromString } from 'node:v8';

/**
 * Memory for processor time, of which a monitor has plenty: at a thousand services some 120 MB in place of 260. Young
 * objects keep the room that loading the program took, about 8 MB of 128, for hardly one lives longer than a probe. Old
 * ones are looked through when they have grown by two fifths, not threefold. V8 reads both flags at each step of growth;
 * the limits of either are read only at the start of a process.
 */
export function limitHeap(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=40');
}
