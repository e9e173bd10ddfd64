import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Whether the desktop can be started here. Looks at files only: asking Electron's package would start a download.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} environment
 * @param {NodeJS.Platform} platform
 * @returns {{ program: string, main: string } | { reason: string }}
 */
export function desktopProgram(root, environment, platform) {
  const main = join(root, 'dist', 'desktop', 'main.js');
  if (!existsSync(main)) return { reason: 'this version has no desktop part yet' };
  const program = electronBinary(root, environment);
  if (program === null) return { reason: "Electron's program is not installed" };
  const hasDisplay = Boolean(environment['DISPLAY']) || Boolean(environment['WAYLAND_DISPLAY']);
  if (platform === 'linux' && !hasDisplay) return { reason: 'there is no display' };
  return { program, main };
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
