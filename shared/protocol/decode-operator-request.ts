import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import type { OperatorRequest } from './operator.ts';
import type { RequestFault } from './protocol.ts';
import { LAST_MOMENT, requestFault } from './request-fault.ts';

const service = z
  .string('expected the id of a service')
  .min(1, 'expected the id of a service')
  .max(200, 'expected at most 200 characters');
const comment = z
  .string('expected a text')
  .max(500, 'expected at most 500 characters')
  .regex(/^\P{Cc}*$/u, 'expected a text without control characters')
  .exactOptional();
const moment = z
  .int('expected a time in epoch milliseconds')
  .min(0, 'expected a time in epoch milliseconds')
  .max(LAST_MOMENT, 'expected a time in epoch milliseconds');

/** An object so that the compiler reports the request that was added to the union and not here. */
const requests = {
  'probe-now': z.strictObject({ type: z.literal('probe-now'), service: service.exactOptional() }),
  acknowledge: z.strictObject({ type: z.literal('acknowledge'), service, comment }),
  unacknowledge: z.strictObject({ type: z.literal('unacknowledge'), service }),
  silence: z.strictObject({
    type: z.literal('silence'),
    service,
    until: z.union([moment, z.literal('recovery')], 'expected a time in epoch milliseconds, or "recovery"'),
    comment,
  }),
  unsilence: z.strictObject({ type: z.literal('unsilence'), service }),
  'silence-all': z.strictObject({ type: z.literal('silence-all'), until: moment, comment }),
  'unsilence-all': z.strictObject({ type: z.literal('unsilence-all') }),
  pause: z.strictObject({
    type: z.literal('pause'),
    until: z.union([moment, z.null()], 'expected a time in epoch milliseconds, or null'),
    comment,
  }),
  resume: z.strictObject({ type: z.literal('resume') }),
} satisfies { readonly [Type in OperatorRequest['type']]: z.ZodType<OperatorRequest & { type: Type }> };

export const operatorRequestSchema: z.ZodType<OperatorRequest> = z.union(Object.values(requests));

const marked = z.object({ type: z.string() });

/** Whether the request, right or wrong, is one of a person who may change something. */
export function isOperatorRequest(type: string): type is OperatorRequest['type'] {
  return Object.hasOwn(requests, type);
}

/** Reads what came as a message or as JSON. The fault says which parameter is wrong and what was meant. */
export function decodeOperatorRequest(value: unknown): Result<OperatorRequest, RequestFault> {
  const type = marked.safeParse(value).data?.type ?? '';
  if (!isOperatorRequest(type)) return err({ code: 'invalid', message: 'not a request to change something' });
  const schema: z.ZodType<OperatorRequest> = requests[type];
  const decoded = schema.safeParse(value);
  return decoded.success ? ok(decoded.data) : err(requestFault(decoded.error));
}
