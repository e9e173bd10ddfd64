import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** What the main process of the desktop runs in a thread: a file of its own, since `main.js` is Electron's. */
export default defineConfig({
  root,
  publicDir: false,
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/desktop',
    emptyOutDir: false,
    minify: false,
    license: { fileName: 'decode-thread.licences.json' },
    rolldownOptions: {
      input: { 'decode-thread': resolve(root, 'electron/adapters/decode-thread.ts') },
      output: { entryFileNames: '[name].js', codeSplitting: false },
    },
  },
});
