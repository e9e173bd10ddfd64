import type { z } from 'zod';

/** For the members of an object's schema: the compiler reports one that is missing, and one too many. */
export type ShapeOf<Value> = { readonly [Key in keyof Value]-?: z.ZodType<Value[Key]> };
