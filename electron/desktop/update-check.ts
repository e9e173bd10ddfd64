import { request } from 'undici';
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, Clock, Logger } from '../ports.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 24 * 3_600_000;
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 65_536;

export interface Update {
  readonly version: string;
  /** Where a person can read of it and fetch it. */
  readonly url: string;
}

const feedSchema = z.object({
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/),
  url: z.url({ protocol: /^https$/ }).max(500),
});

/** Tells of a newer version and never installs one. Asks a minute after the start and then once a day. */
export function watchForUpdates(
  feed: string,
  version: string,
  clock: Clock,
  logger: Logger,
  onUpdate: (update: Update | null) => void,
): Cancel {
  let cancel = clock.after(FIRST_MS, function look() {
    cancel = clock.after(EVERY_MS, look);
    void findUpdate(feed, version).then((found) => {
      if (found.ok) onUpdate(found.value);
      else logger.warn('no news of updates', { message: found.error });
    });
  });
  return () => cancel();
}

/** What the feed offers, when it is newer than `version`. The feed is a document such as `{"version":"1.2.3","url":"https://..."}`. */
export async function findUpdate(feed: string, version: string): Promise<Result<Update | null, string>> {
  try {
    const { statusCode, body } = await request(feed, {
      headers: { accept: 'application/json' },
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (statusCode !== 200) {
      await body.dump({ limit: MAX_BYTES });
      return err(`the feed answered ${statusCode}`);
    }
    let text = '';
    for await (const part of body.setEncoding('utf8')) {
      text += String(part);
      if (text.length > MAX_BYTES) return err('the feed is too large');
    }
    const update = feedSchema.safeParse(JSON.parse(text));
    if (!update.success) return err('the feed is not understood');
    return ok(isNewer(update.data.version, version) ? update.data : null);
  } catch (error) {
    return err(`the feed cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function isNewer(offered: string, known: string): boolean {
  const [left, right] = [offered, known].map((text) => text.split(/[.+-]/, 3).map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
