import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A temporary folder for all that a self test writes; made when it is first asked for. */
export class Scratch {
  #folder: string | null = null;

  /** Throws what the system says when there can be none. */
  get folder(): string {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'bellwether-doctor-'));
    return this.#folder;
  }

  remove(): void {
    if (this.#folder === null) return;
    rmSync(this.#folder, { recursive: true, force: true });
    this.#folder = null;
  }
}
