import {
  appendFileSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { decodeDocument } from '../../../electron/adapters/decode-document.ts';
import { fileConfigStore } from '../../../electron/adapters/file-config-store.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { temporaryFolder } from './storage-fixture.ts';

const port = (number: number) =>
  `version: 1\nservices: [{ id: a, tcp: { host: localhost, port: 1 } }]\nserver: { port: ${number} }\n`;

/** Longer than the slow look and two settling ones after it: with this no event of the file system is needed. */
const A_LOOK_MS = 2300;

/** In place of a thread, which takes real time. */
const decode = (...[job]: Parameters<typeof decodeDocument>) => Promise.resolve(decodeDocument(job));

/** A store that was loaded and is watched: what it tells is a port, or the message of the first fault. */
function watched(path: string) {
  const clock = new FakeClock();
  let decoded = 0;
  const counting = (job: Parameters<typeof decodeDocument>[0]) => {
    decoded += 1;
    return decode(job);
  };
  const store = fileConfigStore({ path, clock, environment: {}, decode: counting });
  const told: (number | string)[] = [];
  store.load();
  const stop = store.watch((reading) => {
    told.push(reading.ok ? reading.value.server.port : (reading.error[0]?.message ?? ''));
  });
  onTestFinished(stop);
  return { clock, told, stop, store, decodings: () => decoded };
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
    const store = fileConfigStore({ path, clock, environment: {}, decode });
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

  it('is decoded once a change, and not at all when its bytes are the same', async () => {
    const path = fileWith(port(1));
    const { clock, told, decodings } = watched(path);
    await clock.advance(A_LOOK_MS);
    for (const at of [1, 2, 3]) {
      utimesSync(path, at, at);
      await clock.advance(A_LOOK_MS);
    }
    expect(decodings()).toBe(0);
    writeFileSync(path, port(2));
    await clock.advance(A_LOOK_MS);
    expect([decodings(), told]).toEqual([1, [2]]);
  });

  it('that keeps changing is read at its rest, and at least every ten seconds', async () => {
    const path = fileWith(port(1));
    const { clock, told, decodings } = watched(path);
    await clock.advance(A_LOOK_MS);
    for (let turn = 1; turn <= 250; turn++) {
      writeFileSync(path, `${port(1000)}# ${turn}\n`);
      utimesSync(path, turn, turn);
      await clock.advance(90);
    }
    expect(told).toEqual([1000]);
    expect(decodings()).toBeGreaterThanOrEqual(1);
    expect(decodings()).toBeLessThanOrEqual(2);
    writeFileSync(path, port(2000));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([1000, 2000]);
  });

  it('is not bothered by a busy file beside it', async () => {
    const path = fileWith(port(1));
    const { clock } = watched(path);
    await clock.advance(A_LOOK_MS);
    const idle = clock.pendingTimers;
    const log = join(dirname(path), 'dev.log');
    const seen = Promise.withResolvers<void>();
    const watcher = watch(dirname(path), () => seen.resolve());
    onTestFinished(() => watcher.close());
    for (let line = 0; line < 500; line++) appendFileSync(log, 'a line\n');
    await seen.promise;
    expect(clock.pendingTimers).toBe(idle);
  });

  const withSecret =
    'version: 1\nservices: [{ id: a, http: { url: "http://localhost", headers: { X: "${file:token}" } } }]\n';

  it.each<[string, (token: string) => void]>([
    ['is written', (token) => writeFileSync(token, 'b')],
    [
      'is exchanged by a rename',
      (token) => {
        writeFileSync(`${token}.new`, 'b');
        renameSync(`${token}.new`, token);
      },
    ],
    [
      'is exchanged by a link',
      (token) => (symlinkSync('b', `${token}.new`), renameSync(`${token}.new`, token)),
    ],
  ])('is read again when a file that it refers to %s', async (_, rotate) => {
    const path = fileWith(withSecret);
    const token = join(dirname(path), 'token');
    writeFileSync(join(dirname(path), 'b'), 'b');
    writeFileSync(token, 'a');
    const clock = new FakeClock();
    const store = fileConfigStore({ path, clock, environment: {}, decode });
    store.load();
    const told: unknown[] = [];
    onTestFinished(
      store.watch((reading) => told.push(reading.ok ? reading.value.services[0]?.probe : reading.error)),
    );
    await clock.advance(A_LOOK_MS);
    rotate(token);
    await clock.advance(A_LOOK_MS);
    expect(told).toMatchObject([{ headers: { X: 'b' } }]);
  });

  it('is read again when a file that it refers to comes, goes, or is referred to only since', async () => {
    const path = fileWith(withSecret);
    const token = join(dirname(path), 'token');
    const { clock, told } = watched(path);
    await clock.advance(A_LOOK_MS);
    writeFileSync(token, 'a');
    await clock.advance(A_LOOK_MS);
    rmSync(token);
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([9999, 'cannot read the file token: it does not exist']);
    writeFileSync(join(dirname(path), 'later'), 'a');
    writeFileSync(path, withSecret.replace('token', 'later'));
    await clock.advance(2 * A_LOOK_MS);
    rmSync(join(dirname(path), 'later'));
    await clock.advance(A_LOOK_MS);
    expect(told.slice(2)).toEqual([9999, 'cannot read the file later: it does not exist']);
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

  it('is read again when somebody asks, in the thread like any change, and told though it says the same', async () => {
    const path = fileWith(port(1));
    const { clock, told, store, decodings } = watched(path);
    store.readAgain();
    await vi.waitUntil(() => told.length > 0);
    writeFileSync(path, port(2));
    store.readAgain();
    await vi.waitUntil(() => told.length > 1);
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([1, 2]);
    expect(decodings()).toBeGreaterThanOrEqual(2);
  });

  it('is left alone after watching ended', async () => {
    const path = fileWith(port(1));
    const { clock, told, stop, store } = watched(path);
    stop();
    store.readAgain();
    writeFileSync(path, port(2));
    await clock.advance(A_LOOK_MS);
    expect(told).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
