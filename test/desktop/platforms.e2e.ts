import { describe, expect, it } from 'vitest';
import { watched } from './fleet.ts';

describe.each(['win32', 'darwin'] as const)('the tray on %s', (platform) => {
  it('opens the window at a click and its menu at the other one', async () => {
    const { desktop } = await watched(['orders'], { platform, words: ['--hidden'] });
    await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    expect((await desktop.report()).calls).not.toContain('tray.setContextMenu');
    await desktop.tell({ do: 'click-tray', button: 'right' });
    const { calls, trays } = await desktop.report();
    expect(calls).toContain('tray.popUpContextMenu');
    expect(trays[0]?.menu.map(({ label }) => label)).toContain('Probe now');
    await desktop.tell({ do: 'click-tray', button: 'left' });
    await desktop.sees('The service is up');
    expect(await desktop.quit()).toBe(0);
  });

  it('has an icon of the kind that the platform asks for', async () => {
    const { desktop } = await watched(['orders'], { platform, words: ['--hidden'] });
    const report = await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'up');
    expect(report.trays[0]?.icon).toMatch(platform === 'win32' ? /\.ico$/ : /Template\.png$/);
  });
});
