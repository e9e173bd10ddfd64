import { expect, it } from 'vitest';
import { watched } from './fleet.ts';

const BOUNDS = { x: 1800, y: 100, width: 900, height: 700 };
const LEFT = { id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } };
const RIGHT = { id: 2, workArea: { x: 1600, y: 0, width: 1600, height: 1000 } };

it('comes back where it was on its display, and fits another when that one is gone', async () => {
  const { desktop, again } = await watched(['orders']);
  await desktop.sees('ORDERS');
  const reopened = async () => {
    await desktop.tell({ do: 'close-window' });
    await desktop.until(({ windows }) => windows.length === 0, 'no window');
    await desktop.tell({ do: 'click-tray', button: 'left' });
    return (await desktop.until(({ windows }) => windows[0]?.visible, 'the window')).windows[0]?.bounds;
  };
  await desktop.tell({ do: 'set', displays: [LEFT, RIGHT] });
  await desktop.tell({ do: 'move-window', bounds: BOUNDS });
  expect(await reopened()).toEqual(BOUNDS);

  await desktop.tell({ do: 'set', displays: [LEFT] });
  await desktop.tell({ do: 'close-window' });
  await desktop.until(({ windows }) => windows.length === 0, 'no window');
  await desktop.tell({ do: 'click-tray', button: 'left' });
  const report = await desktop.until(({ windows }) => windows[0]?.visible, 'the window on the display left');
  const { x = 0, width = 0 } = report.windows[0]?.bounds ?? {};
  expect(x + width).toBeLessThanOrEqual(LEFT.workArea.width);

  const moved = { x: 40, y: 60, width: 800, height: 600 };
  await desktop.tell({ do: 'move-window', bounds: moved });
  expect(await desktop.quit()).toBe(0);
  const later = await again().until(({ windows }) => windows[0]?.visible, 'the window of the next run');
  expect(later.windows[0]?.bounds).toEqual(moved);
});

it('comes back maximised, and knows how large it was before', async () => {
  const { desktop, again } = await watched(['orders']);
  await desktop.sees('ORDERS');
  const before = { x: 40, y: 60, width: 800, height: 600 };
  await desktop.tell({ do: 'move-window', bounds: before });
  await desktop.tell({ do: 'maximize-window' });
  expect(await desktop.quit()).toBe(0);
  const later = await again().until(({ windows }) => windows[0]?.visible, 'the window of the next run');
  expect(later.windows[0]).toMatchObject({ bounds: before, maximized: true });
});
