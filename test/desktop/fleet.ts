import { onTestFinished } from 'vitest';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome, startDesktop, type RunningDesktop } from './start-desktop.ts';

type StartMore = Omit<Parameters<typeof startDesktop>[0] & object, 'config'>;

/** A fleet and a desktop that watches it; both are gone when the test is over. */
export async function watched(
  names: readonly string[],
  { server = {}, ...start }: StartMore & { readonly server?: object } = {},
): Promise<{
  readonly fleet: Fleet;
  readonly desktop: RunningDesktop;
  again(this: void, more?: StartMore): RunningDesktop;
}> {
  const fleet = await new Fleet(...names).listen();
  const home = start.home ?? new DesktopHome();
  const started: RunningDesktop[] = [];
  const run = (more: StartMore = {}) => {
    const desktop = startDesktop({ ...start, ...more, home, config: fleet.config(server) });
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

interface SeenService {
  readonly id: string;
  readonly status: string;
  readonly silence: { readonly at: number; readonly until: unknown; readonly author: string } | null;
  readonly acknowledgement: { readonly author: string } | null;
}

/** As a browser on the published port sees it. */
export async function service(fleet: Fleet, id: string): Promise<SeenService> {
  const { services } = (await fleet.get('/api/v1/services')) as { services: SeenService[] };
  return services.find((seen) => seen.id === id)!;
}
