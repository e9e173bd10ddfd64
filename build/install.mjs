import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runQuietly } from './run-program.mjs';
import { say, secondsSince, Stop } from './stop.mjs';

/** Patient with a slow registry; each request is tried twice. */
const NETWORK_LIMITS = [
  '--prefer-offline',
  '--fetch-retries=1',
  '--fetch-retry-mintimeout=1000',
  '--fetch-retry-maxtimeout=1000',
  '--fetch-timeout=20000',
];

/** The codes npm gives when no answer came; a refusal by the registry has other ones. */
const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT|FETCH_ERROR|E(?:IDLE|CONNECTION|RESPONSE)TIMEOUT)\b/;

const PROGRESS_EVERY_MS = 10_000;
const TOLD_LINES = 15;

/**
 * The stamp is written last, and `npm ci` begins by emptying the folder it lies in: an install that was cut off has
 * none. Times of files would say nothing after a git clone.
 * @param {string} root
 */
export function isInstalled(root) {
  return existsSync(stampPath(root)) && readFileSync(stampPath(root), 'utf8') === fingerprint(root);
}

/**
 * Makes the next command install again.
 * @param {string} root
 */
export function forgetInstall(root) {
  rmSync(stampPath(root), { force: true });
}

/** @param {string} root */
export async function install(root) {
  forgetInstall(root);
  const wanted = fingerprint(root);
  const startedAt = performance.now();
  say('Installing the packages that package-lock.json names (once, usually under a minute) ...');
  const progress = setInterval(() => {
    say(`  still installing, ${secondsSince(startedAt)}`);
  }, PROGRESS_EVERY_MS);
  try {
    await npmCi(root);
  } finally {
    clearInterval(progress);
  }
  writeFileSync(stampPath(root), wanted);
  say(`  installed in ${secondsSince(startedAt)}`);
}

/** @param {string} root */
async function npmCi(root) {
  const silence = await registrySilence(root);
  // What npm still has in its cache may be all that is needed.
  const limits = silence === null ? NETWORK_LIMITS : ['--offline'];
  const { exitCode, output } = await npm(root, ['ci', '--no-audit', '--no-fund', '--no-progress', ...limits]);
  if (exitCode === 0) return;
  const code = silence ?? UNREACHABLE.exec(output)?.[0];
  if (code !== undefined)
    throw new Stop(
      `The packages cannot be installed because the npm registry cannot be reached (${code}): connect to the network and run the command again.`,
    );
  const lines = output.split('\n').filter((line) => line.trim() !== '');
  throw new Stop(
    ['The packages cannot be installed; npm ci said at its end:', ...lines.slice(-TOLD_LINES)].join('\n  '),
  );
}

/**
 * Asked once and by npm itself, which knows the proxies: without an answer npm ci would try package after package, for
 * minutes. Any answer will do, be it that the registry knows no ping.
 * @param {string} root
 * @returns {Promise<string | null>} the code of the trouble; `null` when the registry answers
 */
async function registrySilence(root) {
  const { output } = await npm(root, ['ping', '--fetch-retries=0', '--fetch-timeout=15000']);
  return UNREACHABLE.exec(output)?.[0] ?? null;
}

/**
 * @param {string} root
 * @param {readonly string[]} words
 */
function npm(root, words) {
  // The npm that runs this script may be the only one on the machine.
  const running = process.env['npm_execpath'];
  const script = running?.endsWith('.js') ? [running] : [];
  const program = script.length === 0 ? 'npm' : process.execPath;
  return runQuietly(program, [...script, ...words, '--loglevel=error'], { cwd: root });
}

/** @param {string} root */
function stampPath(root) {
  return join(root, 'node_modules', '.bellwether-installed');
}

/** @param {string} root */
function fingerprint(root) {
  const lockfile = readFileSync(join(root, 'package-lock.json'));
  return createHash('sha256').update(lockfile).update(`${process.platform}-${process.arch}`).digest('hex');
}
