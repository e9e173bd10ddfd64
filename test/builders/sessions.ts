import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { sessionFile } from '../../electron/adapters/session-file.ts';
import type { Clock, Logger, Sessions, Tokens } from '../../electron/ports.ts';

/** The real store, in a folder that is gone when the test is over. */
export function sessionsOf(tokens: Tokens, clock: Clock, logger: Logger): Sessions {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-sessions-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return sessionFile(folder, tokens, clock, logger);
}
