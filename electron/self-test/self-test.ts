import { systemLookup } from '../adapters/prober/name-lookup.ts';
import { createWarmProber } from '../adapters/prober/warm-prober.ts';
import type { Clock, ConfigStore } from '../ports.ts';
import { checkAlert } from './alert.ts';
import { checkAuthorities } from './authorities.ts';
import { both, CheckRunner, type CheckReport } from './check-runner.ts';
import { checkConfiguration } from './configuration.ts';
import { checkDataFolder } from './data-folder.ts';
import { checkHistory } from './history.ts';
import { checkInstance } from './instance.ts';
import { checkNames } from './names.ts';
import { startOwnServer } from './own-server.ts';
import { checkPage } from './page.ts';
import { checkPort } from './port.ts';
import { checkProbe } from './probe.ts';
import { Scratch } from './scratch.ts';
import { checkSocket } from './socket.ts';
import { checkState } from './state.ts';
import { checkStorage } from './storage.ts';
import { checkWallClock } from './wall-clock.ts';

export interface SelfTestOptions {
  readonly configStore: ConfigStore;
  readonly dataFolder: string;
  readonly rendererFolder: string;
  readonly version: string;
  readonly clock: Clock;
  /** Aborted to give up. */
  readonly signal: AbortSignal;
  /** Hears of each check as it is done. */
  onReport(this: void, report: CheckReport): void;
}

/** Tests the installation end to end and changes nothing of it. Rejects when it is given up; nothing temporary is left then either. */
export async function selfTest(options: SelfTestOptions): Promise<void> {
  const scratch = new Scratch();
  const ending = new AbortController();
  const ends: Promise<unknown>[] = [];
  try {
    await runChecks(options, scratch, ending.signal, (ended) => ends.push(ended));
  } finally {
    ending.abort();
    await Promise.allSettled(ends);
    scratch.remove();
  }
}

async function runChecks(
  options: SelfTestOptions,
  scratch: Scratch,
  ending: AbortSignal,
  onEnd: (ended: Promise<unknown>) => void,
): Promise<void> {
  const { configStore, dataFolder, rendererFolder, version, clock, signal, onReport } = options;
  const checks = new CheckRunner(clock, signal, onReport);

  const config = await checks.run('configuration', () => checkConfiguration(configStore, clock));
  const folder = await checks.run('data folder', () => checkDataFolder(dataFolder));
  const instance = await checks.run('instance', (until) => checkInstance(dataFolder, version, clock, until));
  await checks.runAfter(both(config, instance), 'port', ([{ server }, running]) =>
    checkPort(server, running),
  );
  await checks.run('clock', () => checkWallClock(clock));
  await checks.runAfter(config, 'DNS', (read) => checkNames(read, clock, systemLookup));
  const storage = await checks.run('storage', () => checkStorage(scratch, clock));
  await checks.runAfter(both(folder, storage), 'state', ([path, temporary]) =>
    checkState(path, temporary, clock),
  );
  await checks.runAfter(
    both(both(folder, instance), storage),
    'history',
    ([[path, running], temporary], until) => checkHistory(path, running, temporary, until),
  );
  await checks.run('authorities', () => checkAuthorities(process.platform, process.env));
  await checks.run('probe', async (until) => {
    const prober = createWarmProber({ clock, version });
    try {
      return await checkProbe(prober, until);
    } finally {
      await prober.close();
    }
  });
  await checks.runAfter(both(config, storage), 'alert', ([read, temporary], until) =>
    checkAlert(read, temporary, clock.wallNow(), until),
  );
  const server = await checks.runAfter(storage, 'server', (temporaryFolder) =>
    startOwnServer({ version, rendererFolder, temporaryFolder, signal: ending, onEnd }),
  );
  const running = instance.value?.client?.address ?? null;
  await checks.runAfter(server, 'socket', (url, until) => checkSocket(url, running, clock, until));
  await checks.runAfter(server, 'page', (url, until) => checkPage(url, running, until));
}
