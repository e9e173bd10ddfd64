import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { Fleet } from './pretend-fleet.ts';
import { DesktopHome, startDesktop, type RunningDesktop } from './start-desktop.ts';

type StartMore = Omit<Parameters<typeof startDesktop>[0] & object, 'config'>;

interface Watching {
  readonly server?: object;
  /** Names that people see. */
  readonly titles?: Readonly<Record<string, string>>;
  /** Down from the start. */
  readonly down?: readonly string[];
  /** How long a service has to be down until that is told. */
  readonly hold?: string;
}

/** A fleet and a desktop that watches it; both are gone when the test is over. */
export async function watched(
  names: readonly string[],
  { server = {}, down = [], titles = {}, hold, ...start }: StartMore & Watching = {},
): Promise<{
  readonly fleet: Fleet;
  readonly desktop: RunningDesktop;
  again(this: void, more?: StartMore): RunningDesktop;
}> {
  const fleet = await new Fleet(...names).listen();
  for (const name of down) fleet.down.add(name);
  for (const [name, title] of Object.entries(titles)) fleet.titles.set(name, title);
  const home = start.home ?? new DesktopHome();
  const started: RunningDesktop[] = [];
  const run = (more: StartMore = {}) => {
    const desktop = startDesktop({ ...start, ...more, home, config: fleet.config(server, hold) });
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

/** Where Linux looks for what is started at login. */
export function autostartFile({ home }: RunningDesktop): string {
  return join(home.root, 'config', 'autostart', 'bellwether.desktop');
}

/** How often something was done for a person, by the log. */
export function timesDone({ home }: RunningDesktop, request: string): number {
  const lines = home.log().split('\n');
  return lines.filter((line) => line.includes('done for a person') && line.includes(`"${request}"`)).length;
}

interface SeenService {
  readonly id: string;
  readonly status: string;
  /** Of the last sample, epoch ms. */
  readonly at: number | null;
  readonly silence: { readonly at: number; readonly until: unknown; readonly author: string } | null;
  readonly acknowledgement: { readonly author: string } | null;
}

/** As a browser on the published port sees it. */
export async function service(fleet: Fleet, id: string): Promise<SeenService> {
  const { services } = (await fleet.get('/api/v1/services')) as { services: SeenService[] };
  return services.find((seen) => seen.id === id)!;
}
