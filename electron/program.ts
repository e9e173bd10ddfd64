import { join } from 'node:path';
import type { Program } from './cli/context.ts';

/** Filled in by the build from package.json. */
// oxlint-disable-next-line no-underscore-dangle -- the usual spelling of what a build fills in
declare const __VERSION__: string;

/** What the built program knows of itself: it lies in dist/node, the page beside it in dist/renderer. */
export const program: Program = {
  version: __VERSION__,
  demo: false,
  script: join(import.meta.dirname, 'cli.js'),
  notices: join(import.meta.dirname, 'third-party-notices.txt'),
  rendererFolder: join(import.meta.dirname, '..', 'renderer'),
};
