import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runQuietly } from './run-program.mjs';
import { say, secondsSince, Stop } from './stop.mjs';

/** @typedef {{ name: string, config: string, inputs: readonly string[], output: string }} BuildStep */

const COMMON = ['shared', 'package.json', 'package-lock.json'];

/** @type {readonly BuildStep[]} */
const STEPS = [
  {
    name: 'engine and command line',
    config: 'build/vite.node.config.ts',
    inputs: ['electron', 'build/vite.node.config.ts', ...COMMON],
    output: 'dist/node',
  },
  {
    name: 'page',
    config: 'build/vite.renderer.config.ts',
    inputs: ['renderer', 'build/vite.renderer.config.ts', ...COMMON],
    output: 'dist/renderer',
  },
];

/** What has to be built again. @param {string} root */
export function staleSteps(root) {
  return STEPS.filter((step) => {
    const stamp = stampPath(root, step);
    return (
      !existsSync(join(root, step.output)) ||
      !existsSync(stamp) ||
      readFileSync(stamp, 'utf8') !== fingerprint(root, step.inputs)
    );
  });
}

/**
 * @param {string} root
 * @param {string} node
 * @param {BuildStep} step
 */
export async function build(root, node, step) {
  const startedAt = performance.now();
  const wanted = fingerprint(root, step.inputs);
  rmSync(stampPath(root, step), { force: true });
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const words = [vite, 'build', '--config', step.config, '--configLoader', 'native', '--logLevel', 'warn'];
  // A development build would come out where the caller's environment says so.
  const env = { ...process.env, NODE_ENV: 'production' };
  const { exitCode, output } = await runQuietly(node, words, { cwd: root, env });
  if (exitCode !== 0)
    throw new Stop(`${output.trimEnd()}\n\nThe ${step.name} could not be built; what is wrong stands above.`);
  if (output.trim() !== '') say(output.trimEnd());
  writeFileSync(stampPath(root, step), wanted);
  say(`  ${step.name} built in ${secondsSince(startedAt)}`);
}

/** @param {string} root @param {BuildStep} step */
function stampPath(root, step) {
  return join(root, `${step.output}.stamp`);
}

/** Of names and contents of all input files. @param {string} root @param {readonly string[]} inputs */
function fingerprint(root, inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesIn(join(root, input)))
      hash.update(relative(root, file)).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {readonly string[]} */
function filesIn(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}
