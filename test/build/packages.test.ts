import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import builder from '../../build/electron-builder.config.ts';
import { packageOrigin } from '../../build/package-origin.mjs';

const root = join(import.meta.dirname, '..', '..');

/* What of the packages cannot be made here: what is made on Linux is read back in test/desktop-package. */

const BOTH = ['x64', 'arm64'];

describe('the packages', () => {
  it('for macOS are a dmg and a zip, hardened, and say why they ask for the local network', () => {
    expect(builder.mac.target).toEqual([
      { target: 'dmg', arch: BOTH },
      { target: 'zip', arch: BOTH },
    ]);
    expect(builder.mac.hardenedRuntime).toBe(true);
    expect(builder.mac.extendInfo.NSLocalNetworkUsageDescription).toMatch(
      /^Bellwether contacts the services/,
    );
  });

  it.skipIf(process.env['CSC_LINK'])(
    'for macOS have a signature of their own when there is no certificate',
    () => {
      expect(builder.mac).toMatchObject({
        identity: '-',
        entitlements: 'build/packaging/entitlements-ad-hoc.plist',
      });
    },
  );

  it('for Windows have an installer that writes the shortcut which notifications need, under the name that the program takes', () => {
    expect(builder.win.target).toEqual([{ target: 'nsis', arch: BOTH }]);
    expect(builder.nsis).toMatchObject({ createStartMenuShortcut: true, buildUniversalInstaller: false });
    const main = readFileSync(join(root, 'dist', 'desktop', 'main.js'), 'utf8');
    expect(main).toContain(builder.appId);
  });

  it('for Linux are an AppImage and a deb', () => {
    expect(builder.linux.target).toEqual([
      { target: 'AppImage', arch: BOTH },
      { target: 'deb', arch: BOTH },
    ]);
  });

  it('are for one architecture where Electron was given, which is for one', async () => {
    vi.stubEnv('ELECTRON_OVERRIDE_DIST_PATH', '/somewhere');
    vi.resetModules();
    const { default: given } = await import('../../build/electron-builder.config.ts');
    vi.unstubAllEnvs();
    for (const { target } of [given.mac, given.win, given.linux])
      expect(target.map(({ arch }) => arch.length)).toEqual(target.map(() => 1));
  });
});

describe('who answers for the packages', () => {
  it('is whoever makes them, as said', () => {
    const said = {
      BELLWETHER_HOMEPAGE: 'https://example.com/bell',
      BELLWETHER_MAINTAINER: 'Ann <ann@example.com>',
    };
    expect(
      packageOrigin({ ...said, GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'o/r' }),
    ).toEqual({ homepage: 'https://example.com/bell', isKnown: true, maintainer: 'Ann <ann@example.com>' });
  });

  it('is the owner of the repository where GitHub makes them', () => {
    expect(
      packageOrigin({ GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'owner/repo' }),
    ).toEqual({
      homepage: 'https://github.com/owner/repo',
      isKnown: true,
      maintainer: 'owner <owner@users.noreply.github.com>',
    });
  });

  it('is nobody with an address otherwise', () => {
    const { homepage, isKnown, maintainer } = packageOrigin({ BELLWETHER_HOMEPAGE: '' });
    expect([new URL(homepage).hostname, isKnown]).toEqual(['bellwether.invalid', false]);
    expect(maintainer).toMatch(/@bellwether\.invalid>$/);
  });

  it.each([
    [{ BELLWETHER_HOMEPAGE: 'example.com' }, /^BELLWETHER_HOMEPAGE is "example\.com": the address of a page/],
    [{ BELLWETHER_HOMEPAGE: 'file:///etc' }, /^BELLWETHER_HOMEPAGE is "file:/],
    [{ BELLWETHER_MAINTAINER: 'Ann' }, /^BELLWETHER_MAINTAINER is "Ann": a name and a mailbox/],
    [{ BELLWETHER_MAINTAINER: 'A <a@b>\nDepends: x' }, /^BELLWETHER_MAINTAINER is/],
  ])('cannot be %j', (environment, sentence) => {
    expect(() => packageOrigin(environment)).toThrow(sentence);
  });
});

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

describe('the workflow for the three systems', () => {
  const text = readFileSync(join(root, '.github', 'workflows', 'desktop.yml'), 'utf8');
  const workflow = parse(text);
  const { desktop, packages, release } = workflow.jobs;
  const commands = ({ steps }: { steps: readonly Step[] }) =>
    steps.flatMap(({ run }) => run ?? []).join('\n');

  it('makes the packages on each, whatever becomes of the tests', () => {
    expect(packages.strategy.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
    expect(packages.needs).toBeUndefined();
    expect(commands(packages)).toContain('npm run dist -- --publish never');
    const kept = packages.steps.at(-1).with.path;
    for (const { target } of [...builder.linux.target, ...builder.mac.target])
      expect(kept).toContain(`*.${target}`);
    expect(kept).toContain('SHA256SUMS');
  });

  it('runs the desktop on each, on both displays of Linux in a session with a bus', () => {
    const legs = desktop.strategy.matrix.include as readonly {
      os: string;
      session?: string;
      tests: string;
    }[];
    expect(legs.map(({ os, session = '' }) => `${os} ${session}`.trim())).toEqual([
      'ubuntu-latest test/desktop/session.sh x11',
      'ubuntu-latest test/desktop/session.sh wayland',
      'macos-latest',
      'windows-latest',
    ]);
    expect(commands(desktop)).toContain('${{ matrix.session }} npm test -- ${{ matrix.tests }}');
    for (const { tests } of legs) expect(existsSync(join(root, tests))).toBe(true);
  });

  it('never takes the sandbox away', () => {
    expect(text).not.toMatch(/no-sandbox|ELECTRON_DISABLE_SANDBOX/);
    const driver = readFileSync(join(root, 'test', 'desktop', 'electron-driver.ts'), 'utf8');
    expect(driver).toContain('chromiumSandbox: true');
    expect(driver).not.toContain('--no-sandbox');
  });

  it('may only read, but for the signature of what a tag stands for', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect([desktop.permissions, packages.permissions]).toEqual([undefined, undefined]);
    expect(release.permissions).toEqual({ contents: 'read', 'id-token': 'write', attestations: 'write' });
    expect(release.if).toContain('refs/tags/');
  });

  it('uses nothing that can change under its name, and says which version that is', () => {
    const used = text.split('\n').filter((line) => /\buses:/.test(line));
    expect(used.length).toBeGreaterThan(5);
    for (const line of used) expect(line).toMatch(/uses: actions\/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it.skipIf(process.platform === 'win32')('puts packages of a tag together, checked, with a feed', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-release-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    for (const [system, file] of [
      ['ubuntu', 'bellwether-desktop_1.2.3_amd64.deb'],
      ['macos', 'bellwether-desktop-1.2.3-mac-arm64.dmg'],
    ] as const) {
      const made = join(folder, 'made', system);
      mkdirSync(made, { recursive: true });
      writeFileSync(join(made, file), system);
      const hash = createHash('sha256').update(system).digest('hex');
      writeFileSync(join(made, 'SHA256SUMS'), `${hash}  ${file}\n`);
    }
    const env = {
      ...process.env,
      GITHUB_REF_NAME: 'v1.2.3',
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'o/r',
    };
    const words = ['-e', '-o', 'pipefail', '-c', commands(release)];
    const run = () => spawnSync('bash', words, { cwd: folder, env, encoding: 'utf8' });
    expect(run()).toMatchObject({ status: 0 });
    const read = (name: string) => readFileSync(join(folder, 'release', name), 'utf8');
    expect(readdirSync(join(folder, 'release')).toSorted()).toEqual([
      'SHA256SUMS',
      'bellwether-desktop-1.2.3-mac-arm64.dmg',
      'bellwether-desktop_1.2.3_amd64.deb',
      'latest.json',
    ]);
    expect(read('SHA256SUMS').match(/\S+$/gm)).toEqual([
      'bellwether-desktop-1.2.3-mac-arm64.dmg',
      'bellwether-desktop_1.2.3_amd64.deb',
    ]);
    expect(JSON.parse(read('latest.json'))).toEqual({
      version: '1.2.3',
      url: 'https://github.com/o/r/releases/tag/v1.2.3',
    });
  });
});
