import { z } from 'zod';
import { ROLLUP_MS } from '../domain/rollup.ts';
import { parseDuration } from '../lib/duration.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { decodeCursor } from '../lib/page-cursor.ts';
import type { ClientRequest, RequestFault, SocketRequest } from './protocol.ts';
import { LAST_MOMENT, requestFault } from './request-fault.ts';

const MAX_PAGE = 200;
const { minute: MINUTE_MS, hour: HOUR_MS } = ROLLUP_MS;

const name = z
  .string('expected a name')
  .min(1, 'expected a name')
  .max(200, 'expected at most 200 characters');
/** Of the last item of a page, with so many keys beside its time. */
const cursor = (keyCount: number) =>
  name.refine((text) => decodeCursor(text, keyCount) !== null, 'expected the "next" of the page before');
const moment = wholeNumber(0, LAST_MOMENT, 'expected a time in epoch milliseconds');
const STEP_EXPECTED = 'expected whole minutes below an hour or whole hours, such as "5m" or "6h"';
/** In milliseconds or as a duration. */
const step = name
  .transform((text) => (/^\d{1,16}$/.test(text) ? Number(text) : parseDuration(text)))
  .refine((ms) => ms !== null && ms > 0 && ms % (ms < HOUR_MS ? MINUTE_MS : HOUR_MS) === 0, STEP_EXPECTED)
  .transform(Number);
const pageSize = wholeNumber(1, MAX_PAGE, `expected a whole number from 1 to ${MAX_PAGE}`);

const clientRequest = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('services') }),
    z.strictObject({ type: z.literal('overview') }),
    z.strictObject({ type: z.literal('alerts') }),
    z.strictObject({ type: z.literal('service'), id: name }),
    z.strictObject({
      type: z.literal('history'),
      id: name,
      from: moment.exactOptional(),
      to: moment.exactOptional(),
      step: step.exactOptional(),
    }),
    z.strictObject({
      type: z.literal('incidents'),
      service: name.exactOptional(),
      before: cursor(1).exactOptional(),
      limit: pageSize.exactOptional(),
    }),
    z.strictObject({ type: z.literal('incident'), id: name }),
    z.strictObject({
      type: z.literal('notifications'),
      before: cursor(2).exactOptional(),
      limit: pageSize.exactOptional(),
    }),
  ])
  .refine(
    (request) =>
      request.type !== 'history' ||
      request.from === undefined ||
      request.to === undefined ||
      request.from < request.to,
    { path: ['from'], message: 'expected a time before to' },
  );

const socketRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('resync') }),
  z.strictObject({ type: z.literal('ping') }),
]);

/** Reads a question as it comes in a URL: every value is text. The fault says which parameter is wrong and what was meant. */
export function decodeClientRequest(value: unknown): Result<ClientRequest, RequestFault> {
  const decoded = clientRequest.safeParse(value);
  return decoded.success ? ok(decoded.data) : err(requestFault(decoded.error));
}

/** `null` when the text is nothing that a viewer may send. */
export function decodeSocketRequest(text: string): SocketRequest | null {
  try {
    return socketRequest.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function wholeNumber(least: number, most: number, message: string) {
  return z
    .string(message)
    .regex(/^\d{1,16}$/, message)
    .transform(Number)
    .refine((number) => number >= least && number <= most, message);
}
