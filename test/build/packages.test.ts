import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
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

describe('the workflow for the three systems', () => {
  const workflow = parse(readFileSync(join(root, '.github', 'workflows', 'desktop.yml'), 'utf8'));
  const { strategy, steps } = workflow.jobs.desktop;

  it('runs the desktop suite and makes the packages on each', () => {
    const systems = strategy.matrix.include.map(({ os }: { os: string }) => os);
    expect(systems).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
    const commands = steps.flatMap(({ run }: { run?: string }) => run ?? []).join('\n');
    expect(commands).toContain('npm test -- test/desktop');
    expect(commands).toContain('npm run dist');
  });

  it('may only read, and uses nothing that can change under its name', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const used = steps.flatMap(({ uses }: { uses?: string }) => uses ?? []);
    expect(used.length).toBeGreaterThan(0);
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@[0-9a-f]{40}$/);
  });
});
