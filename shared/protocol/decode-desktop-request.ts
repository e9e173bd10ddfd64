import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import { ROLES, TOKEN_NAME } from './access.ts';
import type { DesktopRequest } from './desktop.ts';
import type { RequestFault } from './protocol.ts';

/** More than the evidence of any incident. */
const MAX_COPIED_LENGTH = 200_000;

const on = z.boolean('expected true or false');

/** An object so that the compiler reports the request that was added to the union and not here. */
const requests = {
  resync: z.strictObject({ type: z.literal('resync') }),
  'set-up': z.strictObject({ type: z.literal('set-up'), choice: z.enum(['preset', 'import', 'empty']) }),
  'set-sound': z.strictObject({ type: z.literal('set-sound'), on }),
  'set-alarms-stay': z.strictObject({ type: z.literal('set-alarms-stay'), on }),
  'set-tray-style': z.strictObject({
    type: z.literal('set-tray-style'),
    style: z.enum(['auto', 'light', 'dark']),
  }),
  'set-start-at-login': z.strictObject({ type: z.literal('set-start-at-login'), on }),
  'set-share': z.strictObject({ type: z.literal('set-share'), on }),
  'create-token': z.strictObject({
    type: z.literal('create-token'),
    name: z.string().regex(TOKEN_NAME),
    role: z.enum(ROLES),
  }),
  'revoke-token': z.strictObject({ type: z.literal('revoke-token'), name: z.string().regex(TOKEN_NAME) }),
  'test-notification': z.strictObject({ type: z.literal('test-notification') }),
  'show-file': z.strictObject({ type: z.literal('show-file'), file: z.enum(['settings', 'data', 'logs']) }),
  'open-in-browser': z.strictObject({ type: z.literal('open-in-browser') }),
  'copy-link': z.strictObject({ type: z.literal('copy-link') }),
  'copy-text': z.strictObject({ type: z.literal('copy-text'), text: z.string().max(MAX_COPIED_LENGTH) }),
  quit: z.strictObject({ type: z.literal('quit') }),
} satisfies { readonly [Type in DesktopRequest['type']]: z.ZodType<DesktopRequest & { type: Type }> };

const desktopRequest: z.ZodType<DesktopRequest> = z.union(Object.values(requests));

/** Whether the request, right or wrong, is one for the desktop. */
export function isDesktopRequest(type: string): boolean {
  return Object.hasOwn(requests, type);
}

export function decodeDesktopRequest(value: unknown): Result<DesktopRequest, RequestFault> {
  const decoded = desktopRequest.safeParse(value);
  return decoded.success
    ? ok(decoded.data)
    : err({ code: 'invalid', message: 'not a request that the desktop understands' });
}
