import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { runPackager } from './run-packager.ts';
import { placeStubApp } from './stub-distribution.ts';

/* electron-builder makes no application for macOS on Windows. */
it.skipIf(process.platform === 'win32')(
  'the application for macOS asks for nothing but the local network, and has no dock icon by itself',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-package-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    mkdirSync(join(folder, 'electron'));
    placeStubApp(join(folder, 'electron'));
    // A stub cannot be signed, on macOS itself.
    const words = ['--mac', 'dir', '--x64', '-c.mac.identity=null', `-c.directories.output=${folder}/out`];
    const { exitCode, said } = await runPackager(words, {
      ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'electron'),
    });
    expect({ exitCode, said }).toMatchObject({ exitCode: 0 });
    const plist = readFileSync(
      join(folder, 'out', 'mac', 'Bellwether.app', 'Contents', 'Info.plist'),
      'utf8',
    );
    expect(plist.match(/NS\w+UsageDescription/g)).toEqual(['NSLocalNetworkUsageDescription']);
    expect(plist).toMatch(/<key>LSUIElement<\/key>\s*<true\/>/);
    expect(plist).toMatch(/<key>CFBundleIdentifier<\/key>\s*<string>dev\.bellwether\.app<\/string>/);
    expect(plist).toContain('LSMinimumSystemVersion');
  },
);
