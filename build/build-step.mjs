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
 * @property {true} [last] made of what the others made
 */

const DESKTOP_LICENCES = ['main', 'preload', 'decode-thread'].map((name) => `${name}.licences.json`);
const COMMON = ['shared', 'package.json', 'package-lock.json'];

/** @type {readonly BuildStep[]} */
const STEPS = [
  {
    id: 'node',
    name: 'engine and command line',
    commands: [bundling('build/vite.node.config.ts')],
    inputs: ['electron', 'build/vite.node.config.ts', 'build/product-version.ts', ...COMMON],
    outputs: ['dist/node', 'dist/node/licences.json'],
  },
  {
    id: 'renderer',
    name: 'page',
    commands: [bundling('build/vite.renderer.config.ts')],
    inputs: ['renderer', 'build/vite.renderer.config.ts', ...COMMON],
    outputs: ['dist/renderer', 'dist/renderer/licences.json'],
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
    outputs: ['main.js', 'preload.cjs', 'decode-thread.js', ...DESKTOP_LICENCES].map(
      (name) => `dist/desktop/${name}`,
    ),
  },
  {
    id: 'icons',
    name: 'icons',
    commands: [['build/icons/draw-icons.ts']],
    inputs: ['build/icons', 'package-lock.json'],
    outputs: ['dist/desktop/icons', 'dist/icons'],
  },
  {
    id: 'notices',
    name: 'third-party notices',
    commands: [['build/packaging/make-notices.ts']],
    inputs: [
      'build/packaging/make-notices.ts',
      'build/licences',
      'dist/node/licences.json',
      'dist/renderer/licences.json',
      ...DESKTOP_LICENCES.map((name) => `dist/desktop/${name}`),
      'package-lock.json',
    ],
    outputs: ['dist/node/third-party-notices.txt', 'dist/renderer/third-party-notices.txt'],
    last: true,
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
