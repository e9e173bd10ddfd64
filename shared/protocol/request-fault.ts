import type { z } from 'zod';
import { err } from '../lib/result.ts';
import type { RequestFault } from './protocol.ts';

/** The last moment that a date can name. */
export const LAST_MOMENT = 8.64e15;

/** Says which parameter is wrong and what was meant. */
export function requestFault(error: z.ZodError): RequestFault {
  const [issue] = error.issues;
  return { code: 'invalid', message: issue === undefined ? 'not a request' : faultMessage(issue) };
}

export function unknownService(id: string): { readonly ok: false; readonly error: RequestFault } {
  return err({ code: 'not-found', message: `no service has the id ${id}` });
}

function faultMessage(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown parameter "${issue.keys[0]?.slice(0, 50)}"`;
  return `${issue.path.join('.')}: ${issue.message}`;
}
