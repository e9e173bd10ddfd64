import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';

/** What a program prints in a network of its own, after words of the shell there; `null` where there can be no such network. */
async function runApart(prepare: string, program: URL): Promise<string | null> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return null;
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-network-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const servers = join(folder, 'resolv.conf');
  await writeFile(servers, 'nameserver 127.0.0.1\n');
  const script = `ip link set lo up && mount --bind "$1" /etc/resolv.conf && ${prepare} && echo inside && exec "$2" "$3"`;
  const words = ['-m', '-n', 'sh', '-c', script, 'sh', servers, process.execPath, fileURLToPath(program)];
  const env = { ...process.env };
  delete env['UV_THREADPOOL_SIZE'];
  const { promise, resolve } = Promise.withResolvers<string>();
  execFile('unshare', words, { env }, (_end, stdout) => {
    resolve(stdout);
  });
  const printed = await promise;
  return printed.startsWith('inside\n') ? printed.slice('inside\n'.length) : null;
}

const NEEDS = 'needs a network of its own, for which one has to be root on Linux';

it('names whose name server is silent delay no other', async ({ skip }) => {
  const printed = await runApart('true', new URL('./beside-silence.ts', import.meta.url));
  if (printed === null) return skip(NEEDS);
  const { dead, healthy } = JSON.parse(printed) as Record<'dead' | 'healthy', readonly string[]>;
  expect(new Set(dead.map((text) => text.replace(/ .*/, '')))).toEqual(new Set(['dns:']));
  expect(new Set(healthy)).toEqual(new Set(['answered 200']));
});

it('a machine without a free port observes nothing, and blames no service', async ({ skip }) => {
  const range = 'echo 40000 40003 > /proc/sys/net/ipv4/ip_local_port_range';
  const printed = await runApart(range, new URL('./without-ports.ts', import.meta.url));
  if (printed === null) return skip(NEEDS);
  expect(JSON.parse(printed)).toEqual({
    before: ['answered', 'answered'],
    without: [
      'void: this machine has no free port to connect from',
      'void: this machine has no free port to connect from',
    ],
    lacking: expect.stringMatching(/^network: this machine has no way to /) as string,
  });
});

it('a port that nobody listens on is refused, also when the own port is the same by chance', async ({
  skip,
}) => {
  const range = 'echo 40000 40001 > /proc/sys/net/ipv4/ip_local_port_range';
  const printed = await runApart(range, new URL('./beside-itself.ts', import.meta.url));
  if (printed === null) return skip(NEEDS);
  const seen = JSON.parse(printed) as readonly string[];
  expect(seen.filter((text) => !text.startsWith('refused: nothing is listening on '))).toEqual([]);
});

it('without descriptors or a way to itself nothing gets warm, and services are probed all the same', async ({
  skip,
}) => {
  const printed = await runApart(
    'ip link set lo down && ulimit -n 64',
    new URL('./beside-nobody.ts', import.meta.url),
  );
  if (printed === null) return skip(NEEDS);
  expect(JSON.parse(printed)).toEqual({
    without: 'void: this machine is short of resources (EMFILE)',
    capacity: 1,
    cut: expect.stringMatching(/^(network|timeout): /) as string,
  });
});
