/*
 * The first thing every npm script runs. It uses Node's built-ins only and runs on the system's Node, which may be 20:
 * it installs what the lockfile names, builds what changed, and hands over to Node 24.
 */
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePackages } from './make-packages.mjs';
import { prepareBuild, prepareNode } from './prepare.mjs';
import { runAttached, runQuietly } from './run-program.mjs';
import { runBenchmarks, runChecks, runSoak, runTests } from './stages.mjs';
import { desktopProgram, thisMachine } from './start-choice.mjs';
import { say, Stop } from './stop.mjs';

const root = resolve(fileURLToPath(new URL('..', import.meta.url)));

/** @type {Readonly<Record<string, (node: string, programArguments: readonly string[]) => Promise<number>>>} */
const COMMANDS = {
  start,
  bellwether: (node, programArguments) => runBuilt('cli.js', node, programArguments),
  demo: (node, programArguments) => runBuilt('demo.js', node, programArguments),
  build: async (node) => {
    await prepareBuild(root, node);
    return 0;
  },
  dist: (node, programArguments) => makePackages(root, node, programArguments),
  check: (node) => runChecks(root, node),
  test: (node, programArguments) => runTests(root, node, programArguments),
  bench: (node, programArguments) => runBenchmarks(root, node, programArguments),
  soak: (node, programArguments) => runSoak(root, node, programArguments),
};

try {
  const [name = '', ...programArguments] = process.argv.slice(2);
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined)
    throw new Stop(`Unknown command "${name}": one of ${Object.keys(COMMANDS).join(', ')} was expected.`, 64);
  process.exitCode = await command(await prepareNode(root), programArguments);
} catch (fault) {
  if (!(fault instanceof Stop)) throw fault;
  say(fault.message);
  process.exitCode = fault.exitCode;
}

/**
 * @param {string} node
 * @param {readonly string[]} programArguments
 */
async function start(node, programArguments) {
  const headlessArguments = programArguments.filter((argument) => argument !== '--headless');
  if (headlessArguments.length < programArguments.length)
    return runBuilt('headless.js', node, headlessArguments);
  await prepareBuild(root, node);
  const desktop = await desktopWithElectron(node);
  // The folder and not the bundle: from its package.json Electron takes the name and the version.
  if ('program' in desktop)
    // Set by some editors for their terminals: Electron would be a plain Node then.
    return runThere(desktop.program, [root, ...programArguments], { ELECTRON_RUN_AS_NODE: undefined });
  say(`The desktop cannot start (${desktop.reason}), so Bellwether runs without one.`);
  return runBuilt('headless.js', node, programArguments);
}

/**
 * Electron's package comes without its program, which is brought at the first start.
 * @param {string} node
 * @returns {Promise<{ program: string } | { reason: string }>}
 */
async function desktopWithElectron(node) {
  const found = desktopProgram(root, process.env, thisMachine());
  if (!('installer' in found)) return found;
  say("Downloading Electron's program, once ...");
  const { output } = await runQuietly(node, [found.installer], { cwd: root });
  const brought = desktopProgram(root, process.env, thisMachine());
  if (!('installer' in brought)) return brought;
  return { reason: `Electron's program cannot be downloaded: ${output.trim().split('\n', 1)[0]}` };
}

/**
 * @param {string} file in dist/node
 * @param {string} node
 * @param {readonly string[]} programArguments
 */
async function runBuilt(file, node, programArguments) {
  await prepareBuild(root, node);
  return runThere(node, [join(root, 'dist', 'node', file), ...programArguments]);
}

/**
 * In the folder where the person typed the command, so that relative paths mean what they say.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {NodeJS.ProcessEnv} changes to this environment
 */
async function runThere(program, programArguments, changes = {}) {
  const typedIn = process.env['npm_lifecycle_event'] === undefined ? undefined : process.env['INIT_CWD'];
  const options = { cwd: typedIn ?? process.cwd(), env: { ...process.env, ...changes } };
  const { exitCode } = await runAttached(program, programArguments, options);
  return exitCode;
}
