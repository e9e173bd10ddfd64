import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { runQuietly } from './run-program.mjs';
import { say, secondsSince, Stop } from './stop.mjs';
import { updateFeed } from './update-feed.mjs';

/**
 * @typedef {object} BuildStep
 * @property {string} id
 * @property {string} name
 * @property {readonly (readonly string[])[]} commands words for Node 24, run one after the other
 * @property {readonly string[]} inputs files and folders
 * @property {() => string} [setting] what else goes in; refuses with a Stop
 * @property {readonly string[]} outputs
 */

const COMMON = ['shared', 'package.json', 'package-lock.json'];

/** @type {readonly BuildStep[]} */
const STEPS = [
  {
    id: 'node',
    name: 'engine and command line',
    commands: [bundling('build/vite.node.config.ts')],
    inputs: ['electron', 'build/vite.node.config.ts', 'build/product-version.ts', ...COMMON],
    outputs: ['dist/node'],
  },
  {
    id: 'renderer',
    name: 'page',
    commands: [bundling('build/vite.renderer.config.ts')],
    inputs: ['renderer', 'build/vite.renderer.config.ts', ...COMMON],
    outputs: ['dist/renderer'],
  },
  {
    id: 'desktop',
    name: 'desktop',
    commands: ['desktop', 'preload', 'thread'].map((part) => bundling(`build/vite.${part}.config.ts`)),
    inputs: [
      'electron',
      'build/vite.desktop.config.ts',
      'build/vite.preload.config.ts',
      'build/vite.thread.config.ts',
      'build/product-version.ts',
      'build/update-feed.mjs',
      ...COMMON,
    ],
    setting: () => updateFeed(process.env),
    outputs: ['dist/desktop/main.js', 'dist/desktop/preload.cjs', 'dist/desktop/decode-thread.js'],
  },
  {
    id: 'icons',
    name: 'icons',
    commands: [['build/icons/draw-icons.ts']],
    inputs: ['build/icons', 'package-lock.json'],
    outputs: ['dist/desktop/icons', 'dist/icons'],
  },
];

/** @param {string} config */
function bundling(config) {
  const vite = 'node_modules/vite/bin/vite.js';
  return [vite, 'build', '--config', config, '--configLoader', 'native', '--logLevel', 'warn'];
}

/** What has to be built again. @param {string} root */
export function staleSteps(root) {
  return STEPS.filter((step) => {
    const stamp = stampPath(root, step);
    return (
      step.outputs.some((output) => !existsSync(join(root, output))) ||
      !existsSync(stamp) ||
      readFileSync(stamp, 'utf8') !== fingerprint(root, step)
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
  const wanted = fingerprint(root, step);
  rmSync(stampPath(root, step), { force: true });
  // A development build would come out where the caller's environment says so.
  const env = { ...process.env, NODE_ENV: 'production' };
  for (const command of step.commands) {
    const { exitCode, output } = await runQuietly(node, command, { cwd: root, env });
    if (exitCode !== 0)
      throw new Stop(
        `${output.trimEnd()}\n\nThe ${step.name} could not be built; what is wrong stands above.`,
      );
    if (output.trim() !== '') say(output.trimEnd());
  }
  writeFileSync(stampPath(root, step), wanted);
  say(`  ${step.name} built in ${secondsSince(startedAt)}`);
}

/** @param {string} root @param {BuildStep} step */
function stampPath(root, step) {
  return join(root, 'dist', `${step.id}.stamp`);
}

/** Of names and contents of all input files, and of the setting. @param {string} root @param {BuildStep} step */
function fingerprint(root, step) {
  const hash = createHash('sha256').update(step.setting?.() ?? '');
  for (const input of step.inputs) {
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
