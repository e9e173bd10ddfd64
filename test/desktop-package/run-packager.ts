import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const project = join(import.meta.dirname, '..', '..');

/** As `npm run dist` runs it; `said` is all that it printed. */
export async function runPackager(
  words: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly exitCode: number | null; readonly said: string }> {
  const builder = join(project, 'node_modules', 'electron-builder', 'cli.js');
  const config = join(project, 'build', 'electron-builder.config.ts');
  const child = spawn(process.execPath, [builder, '--config', config, ...words], {
    cwd: project,
    env: { ...process.env, NO_UPDATE_NOTIFIER: '1', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  await once(child, 'close');
  return { exitCode: child.exitCode, said };
}
