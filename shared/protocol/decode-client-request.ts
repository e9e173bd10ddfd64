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
  .transform(Number)
  .pipe(z.number())
  .meta({
    type: ['integer', 'string'],
    description: 'Milliseconds or a duration: whole minutes below an hour, whole hours from there on.',
    examples: ['5m', 21_600_000],
  });
const pageSize = wholeNumber(1, MAX_PAGE, `expected a whole number from 1 to ${MAX_PAGE}`);

/** By the type of the question; an object so that the compiler reports one that was added to the union and not here. */
export const clientRequestSchemas = {
  services: z.strictObject({ type: z.literal('services') }),
  overview: z.strictObject({ type: z.literal('overview') }),
  alerts: z.strictObject({ type: z.literal('alerts') }),
  service: z.strictObject({ type: z.literal('service'), id: name }),
  history: z
    .strictObject({
      type: z.literal('history'),
      id: name,
      from: moment.exactOptional(),
      to: moment.exactOptional(),
      step: step.exactOptional(),
    })
    .refine(({ from, to }) => from === undefined || to === undefined || from < to, {
      path: ['from'],
      message: 'expected a time before to',
    }),
  incidents: z.strictObject({
    type: z.literal('incidents'),
    service: name.exactOptional(),
    before: cursor(1).exactOptional(),
    limit: pageSize.exactOptional(),
  }),
  incident: z.strictObject({ type: z.literal('incident'), id: name }),
  notifications: z.strictObject({
    type: z.literal('notifications'),
    before: cursor(2).exactOptional(),
    limit: pageSize.exactOptional(),
  }),
} satisfies { readonly [Type in ClientRequest['type']]: z.ZodType<ClientRequest & { type: Type }> };

const marked = z.object({ type: z.string() });

export const socketRequestSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('resync') }),
  z.strictObject({ type: z.literal('ping') }),
  z.strictObject({ type: z.literal('key'), key: name }),
]);

/** Reads a question as it comes in a URL: every value is text. The fault says which parameter is wrong and what was meant. */
export function decodeClientRequest(value: unknown): Result<ClientRequest, RequestFault> {
  const type = marked.safeParse(value).data?.type ?? '';
  if (!isQuestion(type)) return err({ code: 'invalid', message: 'not a question' });
  const schema: z.ZodType<ClientRequest> = clientRequestSchemas[type];
  const decoded = schema.safeParse(value);
  return decoded.success ? ok(decoded.data) : err(requestFault(decoded.error));
}

function isQuestion(type: string): type is ClientRequest['type'] {
  return Object.hasOwn(clientRequestSchemas, type);
}

/** `null` when the text is nothing that a viewer may send. */
export function decodeSocketRequest(text: string): SocketRequest | null {
  try {
    return socketRequestSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

function wholeNumber(least: number, most: number, message: string) {
  return z
    .string(message)
    .regex(/^\d{1,16}$/, message)
    .transform(Number)
    .pipe(z.int(message).min(least, message).max(most, message));
}
