import type { Status } from '../../shared/domain/sample.ts';
import type { Output, Terminal } from './terminal.ts';

/** ECMA-48 attributes (SGR). */
const SGR = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33 } as const;
export type Style = keyof typeof SGR;

export type Paint = (style: Style, text: string) => string;

/** Colour only adds to words and shapes; without it nothing is lost. */
export function createPaint(terminal: Terminal, output: Output = terminal.stdout): Paint {
  return wantsColour(terminal.env, output.isTerminal)
    ? (style, text) => (text === '' ? '' : `\u001b[${SGR[style]}m${text}\u001b[0m`)
    : (_style, text) => text;
}

/** https://no-color.org: set and not empty means none, whatever else is asked for. */
function wantsColour(env: Terminal['env'], isTerminal: boolean): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const force = env['FORCE_COLOR'] ?? '';
  if (force !== '') return force !== '0';
  return isTerminal && env['TERM'] !== 'dumb';
}

export const STATUS_MARKS: Readonly<Record<Status, { readonly glyph: string; readonly style: Style }>> = {
  up: { glyph: '✓', style: 'green' },
  degraded: { glyph: '▲', style: 'yellow' },
  down: { glyph: '✗', style: 'red' },
  unknown: { glyph: '?', style: 'dim' },
};
