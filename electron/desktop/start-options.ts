import { parseArgs } from 'node:util';
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

/** What follows the program (and, while developing, its script). Switches of Chromium and macOS are let pass. */
export function decodeStartOptions(words: readonly string[]): Result<StartOptions, string> {
  const { values } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    options: {
      hidden: { type: 'boolean' },
      config: { type: 'string' },
      'data-dir': { type: 'string' },
      'relaunched-at': { type: 'string' },
    },
  });
  for (const name of ['config', 'data-dir'] as const) {
    if (values[name] !== undefined && (typeof values[name] !== 'string' || values[name] === ''))
      return err(`--${name} expects a path`);
  }
  const { config, 'data-dir': dataDir, 'relaunched-at': relaunched } = values;
  return ok({
    hidden: values.hidden === true,
    configPath: typeof config === 'string' ? config : null,
    dataDir: typeof dataDir === 'string' ? dataDir : null,
    relaunchedAt: typeof relaunched === 'string' && /^\d{1,16}$/.test(relaunched) ? Number(relaunched) : null,
  });
}
