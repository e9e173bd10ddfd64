import { expect, it } from 'vitest';
import { NEEDS_OWN_NETWORK, runApart } from '../../../fixtures/run-apart.ts';

it('names whose name server is silent delay no other', async ({ skip }) => {
  const printed = await runApart('true', new URL('./beside-silence.ts', import.meta.url));
  if (printed === null) return skip(NEEDS_OWN_NETWORK);
  const { dead, healthy } = JSON.parse(printed) as Record<'dead' | 'healthy', readonly string[]>;
  expect(new Set(dead.map((text) => text.replace(/ .*/, '')))).toEqual(new Set(['dns:']));
  expect(new Set(healthy)).toEqual(new Set(['answered 200']));
});

it('a machine without a free port observes nothing, and blames no service', async ({ skip }) => {
  const range = 'echo 40000 40003 > /proc/sys/net/ipv4/ip_local_port_range';
  const printed = await runApart(range, new URL('./without-ports.ts', import.meta.url));
  if (printed === null) return skip(NEEDS_OWN_NETWORK);
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
  if (printed === null) return skip(NEEDS_OWN_NETWORK);
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
  if (printed === null) return skip(NEEDS_OWN_NETWORK);
  expect(JSON.parse(printed)).toEqual({
    without: 'void: this machine is short of resources (EMFILE)',
    capacity: 1,
    cut: expect.stringMatching(/^(network|timeout): /) as string,
  });
});
