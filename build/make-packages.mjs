import { join } from 'node:path';
import { packageOrigin } from './package-origin.mjs';
import { prepareBuild } from './prepare.mjs';
import { runAttached, toolEnvironment } from './run-program.mjs';
import { Stop } from './stop.mjs';

/**
 * For this system and as electron-builder.config.ts says, unless the words say otherwise: `--linux dir`, `--publish never`.
 * @param {string} root
 * @param {string} node
 * @param {readonly string[]} builderWords
 */
export async function makePackages(root, node, builderWords) {
  // What is wrong in it is said before anything is built.
  packageOrigin(process.env);
  await prepareBuild(root, node);
  const builder = join(root, 'node_modules', 'electron-builder', 'cli.js');
  const words = [builder, '--config', 'build/electron-builder.config.ts', ...builderWords];
  // Downloads go through the proxies that the environment names.
  const env = { ...toolEnvironment(root), NO_UPDATE_NOTIFIER: '1', NODE_USE_ENV_PROXY: '1' };
  const { exitCode } = await runAttached(node, words, { cwd: root, env });
  if (exitCode !== 0) throw new Stop('No package was made; what is wrong stands above.', exitCode);
  return 0;
}
