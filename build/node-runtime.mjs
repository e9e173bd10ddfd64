import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Stop } from './stop.mjs';

/** `engines.node` of package.json: the line that Electron 45 embeds, with node:sqlite. */
const NEEDED = [24, 18, 1];

/** @typedef {{ execPath: string, version: string, platform: string, arch: string }} Running */

/**
 * The Node that runs everything: the one that the registry brought, else the one that runs this if it is new enough.
 * @param {string} root
 * @param {Running} running
 * @returns {string | null}
 */
export function findNode(root, running = process) {
  const binary = join(
    root,
    'node_modules',
    packageName(running),
    'bin',
    running.platform === 'win32' ? 'node.exe' : 'node',
  );
  const brought = existsSync(binary) ? versionOf(binary) : null;
  if (brought !== null && suffices(brought)) return binary;
  return suffices(running.version) ? running.execPath : null;
}

/** @param {Running} running */
export function nodeIsMissing(running = process) {
  return new Stop(
    `Bellwether needs Node >= ${NEEDED.join('.')}, and this is ${running.version} and the registry brought no ${packageName(running)}: run the command again in case that was a passing trouble, or install Node >= ${NEEDED.join('.')}.`,
  );
}

/** @param {Running} running */
function packageName({ platform, arch }) {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}

/** @param {string} binary */
function versionOf(binary) {
  try {
    return execFileSync(binary, ['-v'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      timeout: 10_000,
    }).trim();
  } catch {
    return null;
  }
}

/** @param {string} version */
function suffices(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  const place = NEEDED.findIndex((needed, index) => parts[index] !== needed);
  return place === -1 || (parts[place] ?? 0) > (NEEDED[place] ?? 0);
}
