import { resolve } from 'node:path';
import { defineConfig } from 'vite';
import { productVersion } from './product-version.ts';
import { updateFeed } from './update-feed.mjs';

const root = resolve(import.meta.dirname, '..');

/** The main process: everything is inlined but Electron, so that the package needs no `node_modules`. */
export default defineConfig({
  root,
  publicDir: false,
  define: {
    __VERSION__: JSON.stringify(productVersion()),
    __UPDATE_FEED__: JSON.stringify(updateFeed(process.env)),
  },
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/desktop',
    // The preload script and the icons come into the same folder.
    emptyOutDir: false,
    minify: false,
    license: { fileName: 'main.licences.json' },
    rolldownOptions: {
      input: { main: resolve(root, 'electron/main.ts') },
      external: [/^electron(\/|$)/],
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
});
