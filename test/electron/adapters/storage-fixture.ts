import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openSqliteHistory } from '../../../electron/adapters/sqlite-history.ts';
import type { History, Logger } from '../../../electron/ports.ts';

export const NOW = Date.UTC(2026, 0, 5, 9);
export const clock = { wallNow: () => NOW };

/** Gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-storage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface OpenHistory {
  readonly history: History;
  readonly notice: string | null;
  /** What was logged: level and event. */
  readonly logged: readonly string[];
}

/** `history.sqlite` in the folder; fails the test when it does not open. */
export function openHistory(folder: string): OpenHistory {
  const logged: string[] = [];
  const opened = openSqliteHistory(join(folder, 'history.sqlite'), clock, recordingLogger(logged));
  if (!opened.ok) throw new Error(opened.error.message);
  return { ...opened.value, logged };
}

export function recordingLogger(logged: string[]): Logger {
  const write = (level: string) => (event: string) => void logged.push(`${level}: ${event}`);
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}
