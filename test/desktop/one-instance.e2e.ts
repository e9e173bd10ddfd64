import { once } from 'node:events';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { end, launch } from '../fixtures/program.ts';
import { watched } from './fleet.ts';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome, startDesktop } from './start-desktop.ts';

const HIDDEN = { words: ['--hidden'] };

describe('the desktop', () => {
  it('comes to the front at a second start, which ends at once', async () => {
    const { desktop } = await watched(['orders'], HIDDEN);
    await desktop.until(({ trays }) => trays.length === 1, 'the tray');
    expect((await desktop.report()).windows).toEqual([]);
    const hidden = startDesktop({ home: desktop.home, words: ['--hidden'] });
    await once(hidden.child, 'exit');
    expect(hidden.child.exitCode).toBe(0);
    expect((await desktop.report()).windows).toEqual([]);
    const second = startDesktop({ home: desktop.home });
    await once(second.child, 'exit');
    expect(second.child.exitCode).toBe(0);
    await desktop.until(({ windows }) => windows[0]?.visible, 'the window of the first');
    // Nor does the third make another window.
    await once(startDesktop({ home: desktop.home }).child, 'exit');
    const report = await desktop.until(({ windows }) => (windows[0]?.focused ?? 0) > 0, 'the focus');
    expect(report.windows).toHaveLength(1);
  });

  it('names the file in the way when the lock is refused and nobody runs', async () => {
    const home = new DesktopHome();
    // As a profile that was copied from another machine has it.
    writeFileSync(join(home.data, 'double.pid'), String(process.pid));
    symlinkSync('other-machine-4711', join(home.data, 'SingletonLock'));
    const { child } = startDesktop({ home });
    let output = '';
    child.stderr?.on('data', (text) => (output += String(text)));
    await once(child, 'close');
    expect(child.exitCode).toBe(1);
    expect(output).toContain(
      `${join(home.data, 'SingletonLock')} (of process 4711 on the machine other-machine) says that one does; delete that file`,
    );
    home.remove();
  });

  it('gives way to a Bellwether without a desktop on the same data, and says which', async () => {
    const fleet = await new Fleet('orders').listen();
    const home = new DesktopHome();
    home.configure(fleet.config());
    const { child } = await launch(['--data-dir', home.data, '--config', home.settings]).ready;
    try {
      const second = startDesktop({ home });
      await once(second.child, 'exit');
      expect(second.child.exitCode).toBe(3);
      expect(second.output).toContain('already running without a desktop');
      expect(second.output).toContain(`Process ${child.pid} owns the data folder ${home.data}.`);
      // The other answer, on a system that has no browser to open the page with.
      const third = startDesktop({ home, boxAnswer: 0, nobodyOpens: true });
      await once(third.child, 'exit');
      expect([third.child.exitCode, third.output]).toEqual([3, expect.not.stringContaining('cannot start')]);
      expect(child.exitCode).toBeNull();
    } finally {
      await end(child, 'SIGTERM');
      await fleet.close();
      home.remove();
    }
  });
});
