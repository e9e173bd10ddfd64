import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fleet } from '../desktop/pretend-fleet.ts';
import { DesktopHome, startDesktop, until, type RunningDesktop } from '../desktop/start-desktop.ts';

/* The built desktop on the stand-in for Electron, with real probes and a real Chromium. Prints figures, judges nothing. */

const NAMES = ['orders', 'stock', 'billing', 'search', 'mail', 'auth', 'files', 'maps', 'chat'];
const STEADY_MS = 20_000;
const OPENINGS = 7;

const now = () => performance.timeOrigin + performance.now();
const print = (what: string, figure: string) => process.stdout.write(`${what.padEnd(44)} ${figure}\n`);
const ms = (span: number) => `${Math.round(span)} ms`;
const spread = (spans: readonly number[]) =>
  `${ms(spans.toSorted((a, b) => a - b)[spans.length >> 1] ?? Number.NaN)} in the middle of ${spans.length}, the first ${ms(spans[0] ?? Number.NaN)}, at most ${ms(Math.max(...spans))}`;

const fleet = await new Fleet(...NAMES).listen();
const home = new DesktopHome();
try {
  home.configure(fleet.config());
  await measure(startDesktop({ home, words: ['--hidden'] }));
} finally {
  await fleet.close();
  home.remove();
}
print('bundles and page on disk', `${(sizeOf('desktop', 'renderer') / 1e6).toFixed(1)} MB before packing`);

async function measure(desktop: RunningDesktop): Promise<void> {
  await until(
    () => Promise.resolve(fleet.asked),
    (asked) => asked > 0,
    'the first probe',
  );
  const firstAskedAt = Math.min(...[...fleet.askedAt.values()].flat());
  print('process started to first probe', ms(firstAskedAt - desktop.startedAt));
  await desktop.until(({ trays }) => trays[0]?.tooltip.includes('All 9 services up'), 'all up');

  const before = desktop.draws.length;
  const minute = Math.floor(now() / 60_000);
  await new Promise((resolve) => setTimeout(resolve, STEADY_MS));
  const samples = (STEADY_MS / 1000) * NAMES.length;
  // The tooltip says when something was last probed, to the minute, which a person sees.
  const minutes = Math.floor(now() / 60_000) - minute;
  const redraws = `${desktop.draws.length - before} in ${samples} samples`;
  print('redraws of the tray, no news', `${redraws}, in which the minute changed ${minutes} times`);

  fleet.down.add('orders');
  const alarm = await desktop.notified('ORDERS is down');
  const sampleAt = logTime('status changed', '"to":"down"');
  const drawnAt = desktop.draws.find((at) => at >= sampleAt) ?? Number.NaN;
  print('sample to tray redrawn', ms(drawnAt - sampleAt));
  print('alert firing to notification requested', ms(alarm.shownAt - logTime('alert firing', '"rule"')));

  const opened: number[] = [];
  /** Until the page is asked for at all. */
  const prepared: number[] = [];
  const closed: number[] = [];
  for (let time = 0; time < OPENINGS; time += 1) {
    await desktop.tell({ do: 'start-browser' });
    const opening = now();
    await desktop.tell({ do: 'click-tray', button: 'left' });
    await desktop.sees('STOCK');
    opened.push(now() - opening);
    const begunAt = await desktop.tell({ do: 'evaluate', code: 'performance.timeOrigin' });
    prepared.push(Number(begunAt) - opening);
    await desktop.tell({ do: 'close-window' });
    const closing = now();
    await desktop.until(({ browserPid }) => browserPid === null, 'no browser');
    closed.push(now() - closing);
  }
  print('window asked for to first rows', spread(opened));
  print('of it before the page begins, the stand-in', spread(prepared));
  print('window closed to no browser process', spread(closed));

  fleet.hanging.add('stock');
  const quitting = now();
  await desktop.quit();
  print('quit to exit, a probe open', ms(now() - quitting));
}

/** Of the first line of the log that holds both. */
function logTime(event: string, detail: string): number {
  const line = home
    .log()
    .split('\n')
    .find((text) => text.includes(`"event":"${event}"`) && text.includes(detail));
  return Date.parse(/"time":"([^"]+)"/.exec(line ?? '')?.[1] ?? '');
}

function sizeOf(...folders: readonly string[]): number {
  return folders
    .map((folder) => join(import.meta.dirname, '..', '..', 'dist', folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(folder, name))),
    )
    .reduce((total, entry) => total + (entry.isFile() ? entry.size : 0), 0);
}
