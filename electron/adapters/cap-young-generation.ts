import { setFlagsFromString } from 'node:v8';

/**
 * Young objects keep the room that loading the program took, some 8 MB. V8 would let it grow to 128 MB under a thousand
 * services, though hardly anything in it lives longer than a probe. The flag that names a limit is read only at the
 * start of a process; this one at each step of growth.
 */
export function capYoungGeneration(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
