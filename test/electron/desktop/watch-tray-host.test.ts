import { describe, expect, it } from 'vitest';
import { watchTrayHost } from '../../../electron/desktop/watch-tray-host.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const NONE = 'none here';

/** What was told and how often was asked, while answers and time are set by hand. */
function watching(noTray: string | null) {
  const clock = new FakeClock();
  const told: (string | null)[] = [];
  const world = { noTray, asked: 0 };
  const watch = watchTrayHost({
    clock,
    noTray,
    find: () => {
      world.asked += 1;
      return Promise.resolve(world.noTray);
    },
    onChange: (found) => told.push(found),
  });
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second += 1) {
      await clock.advance(1000);
      await settle();
    }
  };
  return { clock, told, world, watch, pass };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
}

describe('the watch for a place for tray icons', () => {
  it('finds a bar that comes just after a login, and an extension that is switched on hours later', async () => {
    const { told, world, pass } = watching(NONE);
    world.noTray = null;
    await pass(11);
    expect(told).toEqual([null]);

    const late = watching(NONE);
    await late.pass(3 * 3600);
    expect(late.told).toEqual([]);
    late.world.noTray = null;
    await late.pass(60);
    expect(late.told).toEqual([null]);
  });

  it('tells that it is gone, once, and that it has come back', async () => {
    const { told, world, pass } = watching(null);
    world.noTray = NONE;
    await pass(126);
    expect(told).toEqual([NONE]);
    await pass(600);
    expect(told).toEqual([NONE]);
    world.noTray = null;
    await pass(61);
    expect(told).toEqual([NONE, null]);
  });

  it('takes no bar that starts again for one that is gone', async () => {
    const { told, world, watch, pass } = watching(null);
    world.noTray = NONE;
    watch.ask();
    await settle();
    world.noTray = null;
    await pass(600);
    expect(told).toEqual([]);
  });

  it('is asked when the window closes: an answer in seconds, not in minutes', async () => {
    const { told, world, watch, pass } = watching(null);
    await pass(1);
    world.noTray = NONE;
    watch.ask();
    await pass(6);
    expect(told).toEqual([NONE]);
  });

  it.each([null, NONE])('asks seldom while nothing changes (%j)', async (noTray) => {
    const { world, pass } = watching(noTray);
    await pass(3600);
    expect(world.asked).toBeLessThanOrEqual(60);
  });

  it('asks one question at a time, and none after its end', async () => {
    const { clock, told, world, watch, pass } = watching(NONE);
    watch.ask();
    watch.ask();
    expect(world.asked).toBe(1);
    world.noTray = null;
    watch.stop();
    await pass(200);
    expect([world.asked, told, clock.pendingTimers]).toEqual([1, [], 0]);
  });
});
