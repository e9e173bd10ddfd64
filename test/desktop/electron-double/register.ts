import { registerHooks } from 'node:module';

/*
 * Loaded with --import before the unchanged built main process: from here on `electron` means the double beside this
 * file, and the process may take itself for another platform's.
 */

const double = new URL('./electron.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
});

process.env['DOUBLE_REAL_PLATFORM'] = process.platform;
const platform = process.env['DOUBLE_PLATFORM'];
if (platform !== undefined) Object.defineProperty(process, 'platform', { value: platform });
const program = process.env['DOUBLE_PROGRAM'];
if (program !== undefined) process.execPath = program;
