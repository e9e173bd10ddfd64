import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { runCli } from '../../../electron/cli/run-cli.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';

/** Nobody listens on the first port of loopback. */
export const CLOSED_PORT = 1;

export const PROGRAM = {
  version: '1.2.3',
  demo: false,
  script: '/nowhere',
  rendererFolder: '/nowhere',
  notices: '/nowhere/third-party-notices.txt',
};

/** A real service on a free port of loopback, gone when the test is over. */
export async function startService(answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the service has no port');
  return address.port;
}

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-cli-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A document in a folder of its own; gives its path. */
export async function configFile(text: string): Promise<string> {
  const path = join(await emptyFolder(), 'services.yaml');
  await writeFile(path, text);
  return path;
}

/** Runs one command to its end. */
export async function bellwether(
  words: readonly string[],
  terminal = new FakeTerminal(),
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const code = await runCli(words, terminal, PROGRAM);
  return { code, stdout: terminal.stdout.text, stderr: terminal.stderr.text };
}
