import { basename, resolve } from 'node:path';
import { defineConfig, type Plugin } from 'vite';
import { productVersion } from './product-version.ts';

const root = resolve(import.meta.dirname, '..');

/** The composition roots that plain Node runs, and what runs in a thread of its own. */
const ENTRIES = ['headless', 'cli', 'demo', 'adapters/decode-thread'];

/** Everything is inlined: `dist/node` runs from any folder, with no `node_modules` near it. */
export default defineConfig({
  root,
  publicDir: false,
  define: { __VERSION__: JSON.stringify(productVersion()) },
  plugins: [moduleMark()],
  ssr: { noExternal: true, target: 'node' },
  build: {
    ssr: true,
    target: 'node24',
    outDir: 'dist/node',
    emptyOutDir: true,
    minify: false,
    license: { fileName: 'licences.json' },
    rolldownOptions: {
      input: Object.fromEntries(
        ENTRIES.map((name) => [basename(name), resolve(root, `electron/${name}.ts`)]),
      ),
      // All files side by side: `import.meta.dirname` is dist/node, whichever chunk asks.
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});

/** Says that the files are modules, wherever the folder is copied to. */
function moduleMark(): Plugin {
  return {
    name: 'module-mark',
    generateBundle() {
      this.emitFile({ type: 'asset', fileName: 'package.json', source: '{ "type": "module" }\n' });
    },
  };
}
