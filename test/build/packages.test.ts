import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import builder from '../../build/electron-builder.config.ts';

const root = join(import.meta.dirname, '..', '..');

/* What of the packages cannot be made here: what is made on Linux is read back in test/desktop-package. */

describe('the packages', () => {
  it('for macOS are a dmg and a zip, hardened, and say why they ask for the local network', () => {
    expect(builder.mac.target).toEqual([
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
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
    expect(builder.win.target).toBe('nsis');
    expect(builder.nsis.createStartMenuShortcut).toBe(true);
    const main = readFileSync(join(root, 'dist', 'desktop', 'main.js'), 'utf8');
    expect(main).toContain(builder.appId);
  });

  it('for Linux are an AppImage and a deb', () => {
    expect(builder.linux.target).toEqual(['AppImage', 'deb']);
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
