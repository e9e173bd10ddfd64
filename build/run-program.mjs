import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, join } from 'node:path';
import { watchParents } from './parents.mjs';

/**
 * @typedef {object} Finished
 * @property {number} exitCode 128 + the signal's number when a signal ended it, as shells report it
 * @property {string} output the last part of what it printed; empty when it printed to the terminal itself
 */

/** Enough for the last lines of a failure; a chatty program must not fill the memory. */
const MAX_OUTPUT = 256 * 1024;

/**
 * Runs a program with this terminal, passes signals on, and ends it when npm is gone.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Finished>}
 */
export function runAttached(program, programArguments, options) {
  return run(program, programArguments, { ...options, attached: true });
}

/**
 * Runs a program without input and collects what it prints.
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<Finished>}
 */
export function runQuietly(program, programArguments, options) {
  return run(program, programArguments, { ...options, attached: false });
}

/**
 * What a tool of this project sees: the installed programs first, `node` among them.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function toolEnvironment(root) {
  return {
    ...process.env,
    PATH: `${join(root, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
  };
}

/**
 * @param {string} program
 * @param {readonly string[]} programArguments
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, attached: boolean }} options
 * @returns {Promise<Finished>}
 */
function run(program, programArguments, { cwd, env, attached }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      cwd,
      env: env ?? process.env,
      stdio: attached ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (/** @type {Buffer} */ part) => {
      output = (output + part.toString('utf8')).slice(-MAX_OUTPUT);
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
    const stopForwarding = forwardSignals(child);
    child.on('error', (fault) => {
      stopForwarding();
      reject(new Error(`${program} could not be started`, { cause: fault }));
    });
    child.on('close', (code, signal) => {
      stopForwarding();
      resolve({ exitCode: code ?? 128 + (signal === null ? 0 : constants.signals[signal]), output });
    });
  });
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {() => void}
 */
function forwardSignals(child) {
  /** @type {ReadonlySet<NodeJS.Signals>} */
  const signals = new Set(/** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']));
  // Ctrl+C reaches every program of the terminal by itself; a second one from here could cut a clean end short.
  const terminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  // Whoever is asked to end is not asked twice: a second signal could cut its end short, too.
  const stopWatching = watchParents(() => child.kill('SIGTERM'));
  const forward = (/** @type {NodeJS.Signals} */ signal) => {
    stopWatching();
    if (signal === 'SIGINT' && terminal) return;
    child.kill(signal);
  };
  for (const signal of signals) process.on(signal, forward);
  return () => {
    stopWatching();
    for (const signal of signals) process.off(signal, forward);
  };
}
