import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startDesktop, until, type RunningDesktop } from './start-desktop.ts';

/* The product's own tray, with a clock that need not be waited for. */

const TRAY = fileURLToPath(new URL('./fixtures/tray-main.ts', import.meta.url));

async function trayAlone(): Promise<RunningDesktop> {
  const desktop = startDesktop({ main: TRAY });
  onTestFinished(async () => {
    await desktop.kill();
    desktop.home.remove();
  });
  await desktop.until(({ trays }) => trays.length === 1, 'the tray');
  return desktop;
}

describe('the tray', () => {
  it('is drawn again only where a person sees a difference, and its menu is set again when it changes', async () => {
    const desktop = await trayAlone();
    const { draws } = await desktop.tray();
    const menus = async () =>
      (await desktop.report()).calls.filter((call) => call === 'tray.setContextMenu').length;
    expect(await menus()).toBe(1);
    await desktop.tell({ do: 'second-start', words: ['heartbeat', '5 s', 'heartbeat'] });
    expect((await desktop.tray()).draws).toBe(draws);

    await desktop.tell({ do: 'second-start', words: ['down'] });
    const down = await desktop.tray();
    expect(down.icon).toMatch(/tray-down-1-light\.png$/);
    expect(down.menu[1]?.label).toMatch(/^orders: down/);
    expect(await menus()).toBe(2);
  });

  it('leaves a menu alone that a person has open, and brings it up to date a while after his last step in it', async () => {
    const desktop = await trayAlone();
    await desktop.tell({ do: 'open-menu', path: ['Pause monitoring'] });
    await desktop.tell({ do: 'second-start', words: ['down', '15 s'] });
    const during = await desktop.tray();
    expect(during.icon).toContain('tray-down-1');
    expect([during.menuOpen, during.menu[0]?.label]).toEqual([true, 'all services up']);
    // He is still at it.
    await desktop.tell({ do: 'open-menu', path: [] });
    await desktop.tell({ do: 'second-start', words: ['heartbeat', '15 s'] });
    expect((await desktop.tray()).menuOpen).toBe(true);
    await desktop.tell({ do: 'second-start', words: ['5 s'] });
    expect((await desktop.tray()).menu[1]?.label).toMatch(/^orders: down/);
  });

  it('brings its menu up to date as soon as something is chosen in it', async () => {
    const desktop = await trayAlone();
    await desktop.tell({ do: 'open-menu', path: [] });
    await desktop.tell({ do: 'second-start', words: ['down'] });
    expect((await desktop.tray()).menuOpen).toBe(true);
    await desktop.tell({ do: 'click-menu', path: ['Pause monitoring', '1 hour'] });
    expect((await desktop.tray()).menu[1]?.label).toMatch(/^orders: down/);
  });

  it('shows that the engine has gone quiet, and takes that back at its next word', async () => {
    const desktop = await trayAlone();
    await desktop.tell({ do: 'second-start', words: ['heartbeat', '30 s'] });
    expect((await desktop.tray()).icon).toContain('tray-up');
    await desktop.tell({ do: 'second-start', words: ['5 s'] });
    const { trays } = await desktop.until(
      ({ trays: [tray] }) => tray?.icon.includes('stale'),
      'the stale face',
    );
    expect(trays[0]?.tooltip).toMatch(/^Bellwether: no news since /);
    expect(trays[0]?.menu[0]?.label).toBe('No news from the monitor');
    await desktop.tell({ do: 'second-start', words: ['heartbeat'] });
    expect((await desktop.tray()).icon).toContain('tray-up');
  });
});

it('sleep, wake and the unlocking of the screen reach the engine; a locked screen watches on', async () => {
  const desktop = await trayAlone();
  for (const event of ['lock-screen', 'suspend', 'resume', 'unlock-screen', 'shutdown'] as const)
    await desktop.tell({ do: 'power', event });
  const said = await until(
    () => Promise.resolve(desktop.output.trim().split('\n')),
    (lines) => lines.includes('shut down'),
    'the end of the machine',
  );
  expect(said).toEqual(['suspend', 'wake', 'wake', 'shut down']);
});
