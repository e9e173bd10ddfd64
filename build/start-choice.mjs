import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether the desktop can be started here. Looks at files only: asking Electron's package would start a download.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @returns {{ program: string } | { reason: string } | { installer: string }} `installer` brings the missing program
 */
export function desktopProgram(root, environment, platform) {
  const hasDisplay = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
  if (platform === 'linux' && !hasDisplay) return { reason: 'there is no display' };
  const program = electronBinary(root, environment);
  return program === null ? { installer: join(root, 'node_modules', 'electron', 'install.js') } : { program };
}

/**
 * Where Electron's own package would find it.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 */
function electronBinary(root, environment) {
  const folder = join(root, 'node_modules', 'electron');
  const pathFile = join(folder, 'path.txt');
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : null;
  const override = environment['ELECTRON_OVERRIDE_DIST_PATH'];
  const binary = override ? join(override, name ?? 'electron') : join(folder, 'dist', name ?? 'electron');
  return existsSync(binary) ? binary : null;
}
