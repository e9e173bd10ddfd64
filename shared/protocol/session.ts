import { z } from 'zod';
import { ROLES, type NewSession, type Session } from './access.ts';
import type { ShapeOf } from './shape-of.ts';

const MAX_SECRET = 200;

/** What opens a session. */
export const signInSchema = z.strictObject({
  token: z.string('expected a token').min(1, 'expected a token').max(MAX_SECRET, 'expected a token'),
});

export const sessionSchema = z.object({
  role: z.enum(ROLES).nullable().describe('`null` when a token is needed.'),
  name: z.string().nullable().describe('Of the token; `null` without one.'),
} satisfies ShapeOf<Session>);

export const newSessionSchema = sessionSchema.extend({
  key: z
    .string()
    .describe('For the header `bellwether-key`. It counts only together with the cookie of this answer.'),
} satisfies ShapeOf<Pick<NewSession, 'key'>>);
