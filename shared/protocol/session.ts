import { z } from 'zod';

const MAX_SECRET = 200;

/** What opens a session. */
export const signInSchema = z.strictObject({
  token: z.string('expected a token').min(1, 'expected a token').max(MAX_SECRET, 'expected a token'),
});
