import type { Output } from './terminal.ts';

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';
const HOME = '\u001b[H';
const CLEAR_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';

/**
 * Draws frames over each other on the terminal's alternate screen, without a cursor and without flicker: each frame is
 * one write, and nothing is cleared that is not drawn over in it.
 */
export class LiveScreen {
  readonly #output: Output;
  #open = true;

  constructor(output: Output) {
    this.#output = output;
    output.write(ENTER);
  }

  /** Lines are at most as wide as the terminal; those that do not fit below each other are left out. */
  draw(lines: readonly string[]): void {
    // While the terminal takes nothing there is nobody who looks.
    if (!this.#open || this.#output.waiting() > 0) return;
    const visible = lines.slice(0, Math.max(1, this.#output.rows()));
    this.#output.write(HOME + visible.map((line) => CLEAR_LINE + line).join('\r\n') + CLEAR_BELOW);
  }

  /** Gives the terminal back as it was. */
  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#output.write(LEAVE);
  }
}
