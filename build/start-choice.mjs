import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * What the choice depends on, of the machine.
 * @typedef {object} Machine
 * @property {NodeJS.Platform} platform
 * @property {number | null} userId `null` where users have no numbers
 * @property {(name: string) => string | null} kernelSetting such as `user/max_user_namespaces`; `null` where there is none
 */

/** @returns {Machine} */
export function thisMachine() {
  return {
    platform: process.platform,
    userId: process.getuid?.() ?? null,
    kernelSetting: (name) => {
      const file = join('/proc/sys', name);
      return existsSync(file) ? readFileSync(file, 'utf8').trim() : null;
    },
  };
}

/**
 * Whether the desktop can be started here. Looks at files only: asking Electron's package would start a download.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {Machine} machine
 * @returns {{ program: string } | { reason: string } | { installer: string }} `installer` brings the missing program
 */
export function desktopProgram(root, environment, machine) {
  const onLinux = machine.platform === 'linux';
  if (!hasDisplay(environment, machine)) return { reason: 'there is no display' };
  if (onLinux && machine.userId === 0)
    return { reason: 'this is root, for whom Electron has no sandbox; start it as yourself' };
  const program = electronBinary(root, environment);
  if (program === null) return { installer: join(root, 'node_modules', 'electron', 'install.js') };
  const reason = onLinux ? sandboxFault(program, machine) : null;
  return reason === null ? { program } : { reason };
}

/**
 * Why Electron would end at once instead of starting: without user namespaces its sandbox needs a helper that belongs
 * to root (chromium/src/sandbox/linux, setuid_sandbox_host.cc).
 * @param {string} program
 * @param {Machine} machine
 */
function sandboxFault(program, { kernelSetting }) {
  const hasNamespaces =
    kernelSetting('kernel/apparmor_restrict_unprivileged_userns') !== '1' &&
    kernelSetting('kernel/unprivileged_userns_clone') !== '0' &&
    kernelSetting('user/max_user_namespaces') !== '0';
  const helper = join(dirname(program), 'chrome-sandbox');
  if (hasNamespaces || isSetUserId(helper)) return null;
  return `this system keeps Electron's sandbox from working until you run: sudo chown root ${helper} && sudo chmod 4755 ${helper}`;
}

/** @param {string} file */
function isSetUserId(file) {
  const facts = statSync(file, { throwIfNoEntry: false });
  return facts !== undefined && facts.uid === 0 && (facts.mode & 0o4001) === 0o4001;
}

/**
 * Elsewhere than on Linux there always is one.
 * @param {NodeJS.ProcessEnv} environment
 * @param {Pick<Machine, 'platform'>} machine
 */
function hasDisplay(environment, { platform }) {
  return platform !== 'linux' || Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
}

/**
 * Where Electron's own package would find it; `null` when it has not been fetched.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
export function electronBinary(root, environment) {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null;
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = override ? join(override, name ?? 'electron') : join(folder, 'dist', name ?? 'electron');
  return existsSync(binary) ? binary : null;
}
