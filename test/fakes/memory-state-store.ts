import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { KeptState } from '../../shared/domain/kept-state.ts';
import type { StateStore, StorageFault } from '../../electron/ports.ts';

/** Keeps the document as text, as a disk would; counts the writes. */
export class MemoryStateStore implements StateStore {
  saves = 0;
  failing = false;
  #text: string | null = null;

  load(): Result<{ readonly state: KeptState | null; readonly notice: string | null }, StorageFault> {
    return ok({ state: this.kept, notice: null });
  }

  save(state: KeptState): Result<void, StorageFault> {
    if (this.failing) return err({ message: 'the disk is full' });
    this.saves += 1;
    this.#text = JSON.stringify(state);
    return ok(undefined);
  }

  isKept(): boolean {
    return this.saves === 0 || this.#text !== null;
  }

  get kept(): KeptState | null {
    return this.#text === null ? null : (JSON.parse(this.#text) as KeptState);
  }

  lose(): void {
    this.#text = null;
  }
}
