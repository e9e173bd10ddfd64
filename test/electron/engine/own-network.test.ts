import { expect, it } from 'vitest';
import { NEEDS_OWN_NETWORK, runApart } from '../../fixtures/run-apart.ts';

it('what a machine sees is judged, whatever becomes of its tunnel, its network and itself', async ({
  skip,
}) => {
  const printed = await runApart('true', new URL('./behind-a-tunnel.ts', import.meta.url));
  if (printed === null) return skip(NEEDS_OWN_NETWORK);
  const here = ['own up null', 'any up null'];
  const off = 'VPN 10.8/16 is off: 1 service behind it (notice)';
  const told = [off, 'wiki is down (fired)'];
  const cutOff = 'This machine is cut off from the network (notice)';
  expect(JSON.parse(printed)).toEqual({
    before: ['wiki up null', 'public up null', ...here],
    gone: ['wiki unknown path-gone', 'public up null', ...here, off],
    back: ['wiki unknown path-gone', 'public up null', ...here, off],
    counted: ['wiki down refused', 'public up null', ...here, ...told],
    alone: ['wiki unknown path-gone', 'public unknown cut-off', ...here, ...told, cutOff],
    broken: [
      'wiki unknown path-gone',
      'public unknown cut-off',
      'own down refused',
      'any down refused',
      ...told,
      cutOff,
      expect.stringMatching(/^(?:own|any) is down/),
      expect.stringMatching(/^(?:own|any) is down/),
    ],
  });
});
