import { expect, it } from 'vitest';
import { Deadline } from '../../../../electron/adapters/prober/deadline.ts';
import { gaveUpOnUs } from '../../../../electron/adapters/prober/held-back.ts';
import { HeldTime } from '../../../../electron/adapters/prober/held-time.ts';
import { ProbeFault } from '../../../../electron/adapters/prober/probe-fault.ts';
import { ProbeTrace } from '../../../../electron/adapters/prober/probe-trace.ts';
import { target } from '../../../../electron/adapters/prober/target.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

it.each([
  ['a single hold of half a second', [600], true],
  ['two holds that may be one silence', [290, 290], true],
  ['a hold of less', [400], false],
  ['many short holds', Array.from({ length: 20 }, () => 180), false],
  ['none', [], false],
])('an end of the connection after %s', async (_, holds, isOurs) => {
  const clock = new FakeClock();
  const deadline = new Deadline(clock, 10_000, new HeldTime(clock));
  const trace = new ProbeTrace(clock, target('127.0.0.1', 8000));
  for (const ms of holds) {
    clock.freeze(ms);
    await clock.advance(20);
  }
  const run = { trace, deadline };
  expect(gaveUpOnUs(run, new ProbeFault('reset', 'it closed the connection'))).toBe(isOurs);
  expect(gaveUpOnUs(run, new ProbeFault('refused', 'nothing is listening'))).toBe(false);
  trace.httpStatus = 408;
  expect(gaveUpOnUs(run, null)).toBe(isOurs);
  deadline.release();
});
