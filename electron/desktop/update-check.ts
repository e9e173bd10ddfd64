import type { Net } from 'electron';
import { z } from 'zod';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, Clock, Logger } from '../ports.ts';
import { readFeed } from './read-feed.ts';

const FIRST_MS = 60_000;
const EVERY_MS = 24 * 3_600_000;

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
  net: Pick<Net, 'request'>,
  feed: string,
  version: string,
  clock: Clock,
  logger: Logger,
  onUpdate: (update: Update | null) => void,
): Cancel {
  let cancel = clock.after(FIRST_MS, function look() {
    cancel = clock.after(EVERY_MS, look);
    void findUpdate(net, feed, version, clock).then((found) => {
      if (found.ok) onUpdate(found.value);
      else logger.warn('no news of updates', { message: found.error });
    });
  });
  return () => cancel();
}

/** What the feed offers, when it is newer than `version`. The feed is a document such as `{"version":"1.2.3","url":"https://..."}`. */
export async function findUpdate(
  net: Pick<Net, 'request'>,
  feed: string,
  version: string,
  clock: Clock,
): Promise<Result<Update | null, string>> {
  const text = await readFeed(net, feed, clock);
  if (!text.ok) return text;
  const update = feedSchema.safeParse(documentIn(text.value));
  if (!update.success) return err('the feed is not understood');
  return ok(isNewer(update.data.version, version) ? update.data : null);
}

function documentIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
