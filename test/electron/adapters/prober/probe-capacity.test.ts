import { expect, it } from 'vitest';
import { ProbeCapacity } from '../../../../electron/adapters/prober/probe-capacity.ts';
import { FakeClock } from '../../../fakes/fake-clock.ts';

const MINUTE = 60_000;

it('halves at a shortage, once for all probes that meet it together, and comes back step by step', async () => {
  const clock = new FakeClock();
  const capacity = new ProbeCapacity(clock, 256);
  for (const open of [40, 39, 38, 37]) capacity.runOut(open);
  expect(capacity.value).toBe(20);
  await clock.advance(MINUTE - 1);
  expect(capacity.value).toBe(20);
  await clock.advance(1);
  expect(capacity.value).toBe(40);
  capacity.runOut(30);
  expect(capacity.value).toBe(15);
  await clock.advance(MINUTE);
  expect(capacity.value).toBe(30);
});

it('never goes below one probe nor above its share', async () => {
  const clock = new FakeClock();
  const capacity = new ProbeCapacity(clock, 6);
  for (const open of [3, 1, 1]) capacity.runOut(open);
  expect(capacity.value).toBe(1);
  for (let minute = 0; minute < 5; minute += 1) {
    await clock.advance(MINUTE);
    expect(capacity.value).toBeLessThanOrEqual(6);
  }
  expect(capacity.value).toBe(6);
});
