import { parseArgs } from 'node:util';
import { didYouMean } from '../../shared/config/suggest.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';

export interface StartOptions {
  /** Starts without a window. */
  readonly hidden: boolean;
  /** As typed; `null` when not given. */
  readonly configPath: string | null;
  readonly dataDir: string | null;
  /** Epoch ms of the relaunch after an unexpected error that led to this start; `null` for any other start. */
  readonly relaunchedAt: number | null;
}

const FILES = ['config', 'data-dir'] as const;
const OWN = ['hidden', ...FILES];
/** Of the command line, and of every program: nobody who types one wants a window. */
const OF_OTHERS = ['help', 'version', 'headless', 'host', 'json', 'keep-alive', 'port', 'share'];

/**
 * What follows the program. Chromium and the systems add switches of their own, which are let pass; a word that this program would
 * swallow is refused, since the person meant something by it. While developing, the first word is the program's script.
 */
export function decodeStartOptions(
  words: readonly string[],
  isPackaged: boolean,
): Result<StartOptions, string> {
  const { values, positionals, tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      hidden: { type: 'boolean' },
      config: { type: 'string' },
      'data-dir': { type: 'string' },
      'relaunched-at': { type: 'string' },
    },
  });
  for (const name of FILES) {
    if (values[name] !== undefined && (typeof values[name] !== 'string' || values[name] === ''))
      return err(`--${name} expects a path`);
  }
  const [swallowed] = isPackaged ? positionals : positionals.slice(1);
  if (swallowed !== undefined) return err(notUnderstood(swallowed, ''));
  for (const token of tokens) {
    if (token.kind !== 'option' || !token.rawName.startsWith('--') || OWN.includes(token.name)) continue;
    const hint = didYouMean(token.name, OWN);
    if (hint !== '' || OF_OTHERS.includes(token.name)) return err(notUnderstood(token.rawName, hint));
  }
  const { config, 'data-dir': dataDir, 'relaunched-at': relaunched } = values;
  return ok({
    hidden: values.hidden === true,
    configPath: typeof config === 'string' ? config : null,
    dataDir: typeof dataDir === 'string' ? dataDir : null,
    relaunchedAt: typeof relaunched === 'string' && /^\d{1,16}$/.test(relaunched) ? Number(relaunched) : null,
  });
}

function notUnderstood(word: string, hint: string): string {
  return `${JSON.stringify(word.slice(0, 80))} is not understood${hint}. This program is the tray and the window; it takes --hidden, --config FILE and --data-dir FOLDER. Commands such as status and doctor are those of the command line (npm run bellwether -- --help).`;
}
