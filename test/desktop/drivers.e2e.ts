import { describe, expect, it, onTestFinished } from 'vitest';
import type { DesktopDriver, DrivenDesktop } from './driver.ts';
import { doubleDriver } from './double-driver.ts';
import { electronDriver } from './electron-driver.ts';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome } from './start-desktop.ts';

/* The same tests on the double and on Electron itself: what both can be asked. */

async function watching(driver: DesktopDriver): Promise<{
  readonly fleet: Fleet;
  readonly home: DesktopHome;
  readonly desktop: DrivenDesktop;
}> {
  const fleet = await new Fleet('orders').listen();
  const home = new DesktopHome();
  home.configure(fleet.config());
  const desktop = await driver.start(home);
  onTestFinished(async () => {
    await desktop.kill();
    await fleet.close();
    home.remove();
  });
  await desktop.sees('The service is up');
  return { fleet, home, desktop };
}

describe.each([doubleDriver, electronDriver])('on $name', (driver) => {
  // oxlint-disable-next-line vitest/no-conditional-tests -- one skip, with its reason, stands for all of them
  if (driver.missing !== null) {
    // oxlint-disable-next-line vitest/no-disabled-tests -- counted at the end of the run
    it.skip(`every test (skipped: ${driver.missing})`, () => {});
    return;
  }

  it('shows its own page, with one bridge and nothing of Node', { timeout: 180_000 }, async () => {
    const { fleet, desktop } = await watching(driver);
    expect(await desktop.address()).toMatch(/^app:\/\/dashboard\//);
    expect(await desktop.evaluate('typeof require + typeof process')).toBe('undefinedundefined');
    expect(await desktop.evaluate('Object.keys(window.bellwether).sort().join()')).toBe('request,subscribe');
    fleet.down.add('orders');
    await desktop.sees('1 of 1 service down');
  });

  it(
    'is under its policy, leads nowhere else and opens no window of its own',
    { timeout: 180_000 },
    async () => {
      const { desktop } = await watching(driver);
      const inject = `(() => { try { document.body.innerHTML = '<i>'; return 'written'; } catch (error) { return error.name; } })()`;
      expect(await desktop.evaluate(inject)).toBe('TypeError');
      await desktop.evaluate(`void window.open('https://evil.example/')`);
      await desktop.evaluate(`void (location.href = 'https://evil.example/')`);
      await desktop.sees('The service is up');
      expect(await desktop.address()).toMatch(/^app:\/\/dashboard\//);
      await desktop.hasWindows(1);
    },
  );

  it('comes back at a second start when its window was closed', { timeout: 180_000 }, async () => {
    const { desktop } = await watching(driver);
    await desktop.closeWindow();
    await desktop.hasWindows(0);
    expect(await desktop.startAgain()).toBe(0);
    await desktop.hasWindows(1);
    await desktop.sees('The service is up');
  });

  it('quits in order', { timeout: 180_000 }, async () => {
    const { desktop, home } = await watching(driver);
    await desktop.quit();
    expect(home.log()).toContain('"event":"stopped"');
  });
});
