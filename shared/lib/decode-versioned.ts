import { z } from 'zod';
import { err, ok, type Result } from './result.ts';

/** `newer` was written by a later version: it must not be touched. */
export interface DocumentFault {
  readonly kind: 'newer' | 'invalid';
  readonly message: string;
}

const versionSchema = z.object({ version: z.int() });

/** Reads a document that says its version. `migrate` makes one of this version of an older one. */
export function decodeVersioned<Kept>(
  document: unknown,
  version: number,
  schema: z.ZodType<Kept>,
  migrate: (document: unknown) => unknown = (same) => same,
): Result<Kept, DocumentFault> {
  const marked = versionSchema.safeParse(document);
  if (marked.success && marked.data.version > version) {
    return err({
      kind: 'newer',
      message: `it has version ${marked.data.version} and this Bellwether reads up to version ${version}`,
    });
  }
  const decoded = schema.safeParse(migrate(document));
  if (decoded.success) return ok(decoded.data);
  const issue = decoded.error.issues[0];
  const place = issue === undefined || issue.path.length === 0 ? 'the document' : issue.path.join('.');
  return err({ kind: 'invalid', message: `${place}: ${issue?.message ?? 'not understood'}` });
}
