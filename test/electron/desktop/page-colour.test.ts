import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { pageColour } from '../../../electron/desktop/page-colour.ts';

it("is the ground of the page's own style sheet, in both themes", () => {
  const path = join(import.meta.dirname, '..', '..', '..', 'renderer', 'styles', 'tokens.css');
  const grounds = [...readFileSync(path, 'utf8').matchAll(/--canvas: (#\w+);/g)].map(([, colour]) => colour);
  expect([pageColour(false), pageColour(true)]).toEqual(grounds.slice(0, 2));
});
