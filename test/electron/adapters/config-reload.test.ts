import { mkdirSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fileConfigStore } from '../../../electron/adapters/file-config-store.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { temporaryFolder } from './storage-fixture.ts';

const port = (number: number) => `version: 1\nservices: []\nserver: { port: ${number} }\n`;

/** Longer than the slow look and two settling ones after it: with this no event of the file system is needed. */
const A_LOOK_MS = 2300;

/** A store that was loaded and is watched: what it tells is a port, or the message of the first fault. */
function watched(path: string) {
  const clock = new FakeClock();
  const store = fileConfigStore({ path, clock, environment: {} });
  const told: (number | string)[] = [];
  store.load();
  const stop = store.watch((reading) => {
    told.push(reading.ok ? reading.value.server.port : (reading.error[0]?.message ?? ''));
  });
  onTestFinished(stop);
  return { clock, told, stop };
}

function fileWith(text: string): string {
  const path = join(temporaryFolder(), 'bellwether.yaml');
  writeFileSync(path, text);
  return path;
}

describe('a watched configuration', () => {
  it('is read again when it changes, good or bad, once each', async () => {
    const path = fileWith(port(1));
    const { clock, told } = watched(path);
    await clock.advance(A_LOOK_MS);
    writeFileSync(path, port(22));
    await clock.advance(A_LOOK_MS);
    writeFileSync(path, 'version: 1\nservices: {}\n');
    await clock.advance(A_LOOK_MS);
    rmSync(path);
    await clock.advance(A_LOOK_MS);
    writeFileSync(path, port(22));
    await clock.advance(10 * A_LOOK_MS);
    expect(told).toEqual([
      22,
      'expected a list of services, got a mapping',
      'cannot be read: it does not exist',
      22,
    ]);
  });

  it('is not told again when it says the same', async () => {
    const path = fileWith(port(1));
    const { clock, told } = watched(path);
    writeFileSync(path, `# another comment\n${port(1)}`);
    await clock.advance(A_LOOK_MS);
    utimesSync(path, 1, 1);
    await clock.advance(A_LOOK_MS);
    renameSync(path, `${path}.old`);
    writeFileSync(path, port(1));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([]);
  });

  it('is noticed when it changed between reading and watching', async () => {
    const path = fileWith(port(1));
    const clock = new FakeClock();
    const store = fileConfigStore({ path, clock, environment: {} });
    store.load();
    writeFileSync(path, port(2));
    const told: boolean[] = [];
    onTestFinished(store.watch((reading) => told.push(reading.ok)));
    await clock.advance(200);
    expect(told).toEqual([true]);
  });

  it('is told only when two looks found the same: half a file goes by', async () => {
    const path = fileWith(port(1));
    const { clock, told } = watched(path);
    await clock.advance(200);
    writeFileSync(path, 'version: 1\nserv');
    // Looked at once by now, and a second time soon.
    await clock.advance(1950);
    writeFileSync(path, port(33));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([33]);
  });

  it('is found when an editor puts a new file in its place', async () => {
    const path = fileWith(port(1));
    const { clock, told } = watched(path);
    writeFileSync(`${path}~`, port(2));
    renameSync(`${path}~`, path);
    await clock.advance(A_LOOK_MS);
    unlinkSync(path);
    writeFileSync(path, port(3));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([2, 3]);
  });

  it('is followed through links: a file elsewhere, and a folder that is exchanged', async () => {
    const folder = temporaryFolder();
    const elsewhere = join(temporaryFolder(), 'dotfile.yaml');
    writeFileSync(elsewhere, port(1));
    symlinkSync(elsewhere, join(folder, 'linked.yaml'));
    const linked = watched(join(folder, 'linked.yaml'));
    writeFileSync(elsewhere, port(2));
    await linked.clock.advance(A_LOOK_MS);
    expect(linked.told).toEqual([2]);

    for (const version of [1, 2]) {
      mkdirSync(join(folder, `version-${version}`));
      writeFileSync(join(folder, `version-${version}`, 'mounted.yaml'), port(version));
    }
    symlinkSync('version-1', join(folder, 'data'));
    symlinkSync(join('data', 'mounted.yaml'), join(folder, 'mounted.yaml'));
    const mounted = watched(join(folder, 'mounted.yaml'));
    symlinkSync('version-2', join(folder, 'data-new'));
    renameSync(join(folder, 'data-new'), join(folder, 'data'));
    await mounted.clock.advance(A_LOOK_MS);
    expect(mounted.told).toEqual([2]);
  });

  it('is looked at soon after the system tells of a change', async () => {
    const path = fileWith(port(1));
    const { clock, told } = watched(path);
    await clock.advance(200);
    const idle = clock.pendingTimers;
    writeFileSync(path, port(2));
    await vi.waitUntil(() => clock.pendingTimers > idle, { timeout: 10_000 });
    await clock.advance(200);
    expect(told).toEqual([2]);
  });

  it('is watched where its folder appears only later', async () => {
    const folder = join(temporaryFolder(), 'later');
    const path = join(folder, 'bellwether.yaml');
    const { clock, told } = watched(path);
    mkdirSync(folder);
    writeFileSync(path, port(4));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([4]);
  });

  it('is left alone after watching ended', async () => {
    const path = fileWith(port(1));
    const { clock, told, stop } = watched(path);
    stop();
    writeFileSync(path, port(2));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
