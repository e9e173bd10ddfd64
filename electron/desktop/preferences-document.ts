import { z } from 'zod';
import { decodeVersioned, type DocumentFault } from '../../shared/lib/decode-versioned.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { Preferences } from '../../shared/protocol/desktop.ts';
import { NOTHING_REMEMBERED, ZOOM, type RememberedBounds } from './window-bounds.ts';

const VERSION = 1;

const coordinate = z.int().min(-100_000).max(100_000);
const boundsSchema = z.object({ x: coordinate, y: coordinate, width: coordinate, height: coordinate });

export interface KeptPreferences extends Preferences {
  readonly version: typeof VERSION;
  /** That closing the window does not end Bellwether has been explained. */
  readonly closeExplained: boolean;
  /** Other machines may open the page, with a token. */
  readonly share: boolean;
  readonly bounds: RememberedBounds;
}

const documentSchema: z.ZodType<KeptPreferences> = z.object({
  version: z.literal(VERSION),
  sound: z.boolean(),
  trayStyle: z.enum(['auto', 'light', 'dark']),
  alarmsStay: z.boolean().default(true),
  closeExplained: z.boolean(),
  share: z.boolean().default(false),
  bounds: z.object({
    lastDisplay: z.string().nullable(),
    byDisplay: z.record(z.string(), boundsSchema),
    maximised: z.boolean().default(false),
    size: z.object({ width: coordinate, height: coordinate }).nullable().default(null),
    zoom: z.number().min(ZOOM.least).max(ZOOM.most).default(1),
  }),
});

export const DEFAULT_PREFERENCES: KeptPreferences = {
  version: VERSION,
  sound: true,
  trayStyle: 'auto',
  alarmsStay: true,
  closeExplained: false,
  share: false,
  bounds: NOTHING_REMEMBERED,
};

export function decodePreferences(document: unknown): Result<KeptPreferences, DocumentFault> {
  return decodeVersioned(document, VERSION, documentSchema);
}
