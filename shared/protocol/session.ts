import { z } from 'zod';
import { ROLES } from './access.ts';

const MAX_SECRET = 200;

/** Who the server takes its visitor for. */
const sessionSchema = z.object({
  /** `null` when a token is needed. */
  role: z.enum(ROLES).nullable(),
  /** Of the token, which is also the author of what its holder does; `null` without one. */
  name: z.string().nullable(),
});

export type Session = Readonly<z.infer<typeof sessionSchema>>;

/** What opens a session. */
export const signInSchema = z.strictObject({
  token: z.string('expected a token').min(1, 'expected a token').max(MAX_SECRET, 'expected a token'),
});
