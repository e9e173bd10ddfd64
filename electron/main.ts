import './adapters/without-home.ts';
import { join } from 'node:path';
import { limitHeap } from './adapters/limit-heap.ts';
import { widenThreadPool } from './adapters/thread-pool.ts';
import { runDesktop } from './desktop/run-desktop.ts';

/* Filled in by the build: from package.json, and where to ask for newer versions (empty: nowhere). */
// oxlint-disable-next-line no-underscore-dangle -- the usual spelling of what a build fills in
declare const __VERSION__: string;
// oxlint-disable-next-line no-underscore-dangle -- the usual spelling of what a build fills in
declare const __UPDATE_FEED__: string;

limitHeap();
widenThreadPool();
runDesktop({
  version: __VERSION__,
  updateFeed: __UPDATE_FEED__ === '' ? null : __UPDATE_FEED__,
  rendererFolder: join(import.meta.dirname, '..', 'renderer'),
  iconsFolder: join(import.meta.dirname, 'icons'),
  preload: join(import.meta.dirname, 'preload.cjs'),
});
