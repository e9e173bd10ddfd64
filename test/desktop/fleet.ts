import { onTestFinished } from 'vitest';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome, startDesktop, type RunningDesktop } from './start-desktop.ts';

/** A fleet and a desktop that watches it; both are gone when the test is over. */
export async function watched(
  names: readonly string[],
  {
    server = {},
    ...start
  }: Omit<Parameters<typeof startDesktop>[0] & object, 'config'> & { readonly server?: object } = {},
): Promise<{ readonly fleet: Fleet; readonly desktop: RunningDesktop; again(this: void): RunningDesktop }> {
  const fleet = await new Fleet(...names).listen();
  const home = start.home ?? new DesktopHome();
  const started: RunningDesktop[] = [];
  const run = () => {
    const desktop = startDesktop({ ...start, home, config: fleet.config(server) });
    started.push(desktop);
    return desktop;
  };
  onTestFinished(async () => {
    for (const desktop of started) await desktop.kill();
    await fleet.close();
    home.remove();
  });
  const desktop = run();
  return { fleet, desktop, again: run };
}
