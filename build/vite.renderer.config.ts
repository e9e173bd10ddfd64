import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const root = resolve(import.meta.dirname, '..');

/** The page's security policy allows no inline script, style or font: everything is a file with a hash in its name. */
export default defineConfig({
  root: resolve(root, 'renderer'),
  base: './',
  publicDir: false,
  plugins: [react()],
  build: {
    target: 'es2024',
    outDir: resolve(root, 'dist/renderer'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    license: { fileName: 'licences.json' },
    modulePreload: { polyfill: false },
  },
});
