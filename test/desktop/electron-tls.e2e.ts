import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { electronBinary } from '../../build/start-choice.mjs';

/*
 * The tests of TLS once more on the library of Electron (BoringSSL), with its program as Node: no display is needed. By hand:
 * ELECTRON_RUN_AS_NODE=1 node_modules/electron/dist/electron node_modules/vitest/vitest.mjs run FILE
 */

const ROOT = join(import.meta.dirname, '..', '..');
const FILES = ['prober/tls.test.ts', 'prober/warm-prober.test.ts', 'certificate-files.test.ts'];
const program = electronBinary(ROOT, process.env);
const missing = program === null ? " (skipped: Electron's program has not been downloaded)" : '';

it.skipIf(program === null)(`the TLS of Electron is told of as that of Node${missing}`, async () => {
  const files = FILES.map((file) => join('test', 'electron', 'adapters', file));
  const words = [join('node_modules', 'vitest', 'vitest.mjs'), 'run', ...files, '--maxWorkers=1'];
  const run = spawn(program ?? '', words, {
    cwd: ROOT,
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [run.stdout, run.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (printed += text));
  await once(run, 'close');
  expect({ code: run.exitCode, printed }).toMatchObject({
    code: 0,
    printed: expect.stringContaining('passed'),
  });
});
