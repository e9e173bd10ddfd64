import { resolve } from 'node:path';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** A sandboxed preload script has to be one CommonJS file, and may load nothing but Electron. */
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
    license: { fileName: 'preload.licences.json' },
    rolldownOptions: {
      input: { preload: resolve(root, 'electron/preload.ts') },
      external: ['electron'],
      output: { format: 'cjs', entryFileNames: '[name].cjs', codeSplitting: false },
    },
  },
});
