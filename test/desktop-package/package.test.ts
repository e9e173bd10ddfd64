import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractFile, listPackage } from '@electron/asar';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { loadedModules } from './loaded-modules.ts';
import { packForLinux, type PackedForLinux } from './package-for-linux.ts';
import { runPackager } from './run-packager.ts';

const MEGABYTE = 1024 * 1024;
const dist = join(import.meta.dirname, '..', '..', 'dist');

describe.skipIf(process.platform !== 'linux')('the package for Linux, made with a stub of Electron', () => {
  let folder = '';
  let packed: PackedForLinux;
  let archive = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bellwether-package-'));
    packed = await packForLinux(folder, { BELLWETHER_HOMEPAGE: '', BELLWETHER_MAINTAINER: '' });
    archive = join(packed.unpacked, 'resources', 'app.asar');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const text = (path: string) => extractFile(archive, path).toString('utf8');

  it('holds the bundles, the page and the icons, and nothing else', () => {
    const built = (below: string) =>
      readdirSync(join(dist, below), { recursive: true, encoding: 'utf8' })
        .map((path) => `/dist/${below}/${path}`)
        .filter((path) => statSync(join(dist, '..', path)).isFile() && !path.endsWith('licences.json'));
    const files = listPackage(archive, { isPack: false }).filter((path) => /\.[a-z0-9]+$/.test(path));
    expect(files.toSorted()).toEqual(
      [
        '/package.json',
        '/dist/desktop/main.js',
        '/dist/desktop/decode-thread.js',
        '/dist/desktop/preload.cjs',
        ...built('desktop/icons'),
        ...built('renderer'),
      ].toSorted(),
    );
    expect(files.filter((path) => /node_modules|\.map$|\.tsx?$|test/.test(path))).toEqual([]);
  });

  it('has the picture of notifications where other programs can read it', () => {
    const beside = join(packed.unpacked, 'resources', 'app.asar.unpacked');
    expect(readdirSync(beside, { recursive: true, encoding: 'utf8' })).toContain(
      'dist/desktop/icons/app.png',
    );
  });

  it('weighs less than 15 MB without Electron', () => {
    expect(statSync(archive).size).toBeLessThan(15 * MEGABYTE);
  });

  it('starts the bundle under the name that the desktop entry knows', () => {
    const manifest = JSON.parse(text('package.json'));
    expect(manifest).toMatchObject({
      name: 'bellwether',
      productName: 'Bellwether',
      desktopName: 'bellwether-desktop.desktop',
      type: 'module',
      main: 'dist/desktop/main.js',
    });
    expect(Object.keys(manifest)).not.toContain('devDependencies');
    expect(Object.keys(manifest)).not.toContain('scripts');
  });

  it('needs nothing at run time but Electron and Node', () => {
    const libraries = loadedModules(text('dist/desktop/main.js')).filter(
      (name) => !isBuiltin(`node:${name}`),
    );
    expect(libraries).toEqual(['electron']);
    expect(loadedModules(text('dist/desktop/preload.cjs'))).toEqual(['electron']);
    const inThread = loadedModules(text('dist/desktop/decode-thread.js'));
    expect(inThread.filter((name) => !isBuiltin(`node:${name}`))).toEqual([]);
  });

  it('has a preload script that a sandbox can run, and no path of this machine', () => {
    expect(text('dist/desktop/preload.cjs')).not.toMatch(/^\s*(import|export)\b/m);
    for (const path of ['dist/desktop/main.js', 'dist/desktop/preload.cjs'])
      expect(text(path)).not.toContain(join(dist, '..'));
  });

  it('has its fuses blown as the security rules ask', async () => {
    const wire = await getCurrentFuseWire(join(packed.unpacked, 'bellwether-desktop'));
    const fuses = Object.entries(FuseV1Options).flatMap(([name, fuse]) =>
      typeof fuse === 'number' ? [[name, FuseState[Number(wire[fuse])]]] : [],
    );
    expect(Object.fromEntries(fuses)).toEqual({
      RunAsNode: 'DISABLE',
      EnableCookieEncryption: 'ENABLE',
      EnableNodeOptionsEnvironmentVariable: 'DISABLE',
      EnableNodeCliInspectArguments: 'DISABLE',
      EnableEmbeddedAsarIntegrityValidation: 'ENABLE',
      OnlyLoadAppFromAsar: 'ENABLE',
      GrantFileProtocolExtraPrivileges: 'DISABLE',
      // As Electron ships them.
      LoadBrowserProcessSpecificV8Snapshot: 'DISABLE',
      WasmTrapHandlers: 'ENABLE',
    });
  });

  it('keeps the licences of what it holds, and not the greeting of Electron', () => {
    expect(readdirSync(packed.unpacked)).toEqual(
      expect.arrayContaining(['LICENSE.electron.txt', 'LICENSES.chromium.html']),
    );
    expect(existsSync(join(packed.unpacked, 'resources', 'default_app.asar'))).toBe(false);
  });

  it('names all that is bundled with the text of its licence, in the page and beside it', () => {
    const notices = readFileSync(join(packed.unpacked, 'resources', 'third-party-notices.txt'), 'utf8');
    expect(text('dist/renderer/third-party-notices.txt')).toBe(notices);
    const parts = [
      'renderer/licences.json',
      'desktop/main.licences.json',
      'desktop/decode-thread.licences.json',
    ];
    const bundled = parts.flatMap((part) => JSON.parse(readFileSync(join(dist, part), 'utf8')));
    expect(bundled.map(({ name }) => name)).toEqual(expect.arrayContaining(['react-dom', 'fastify', 'yaml']));
    for (const { name, version, text: licence = 'Copyright (c) James Sumners' } of bundled)
      for (const words of [`\n${name}@${version} (`, licence.replaceAll('\r\n', '\n')])
        expect(notices).toContain(words);
  });

  it('has an entry for the menus of desktops', () => {
    expect(entryOf(packed.deb.desktopEntry)).toEqual({
      Type: 'Application',
      Name: 'Bellwether',
      GenericName: 'Health Monitor',
      Comment: expect.stringMatching(/^Watches the services/),
      Exec: '/opt/Bellwether/bellwether-desktop %U',
      Icon: 'bellwether-desktop',
      Terminal: 'false',
      Categories: 'Development;Network;Monitor;',
      Keywords: expect.stringMatching(/;$/),
      // Electron gives its windows the desktop name of package.json.
      StartupWMClass: 'bellwether-desktop',
    });
  });

  it('as an AppImage has an entry of the same kind, which takes the sandbox from nobody', () => {
    const entry = entryOf(readFileSync(join(packed.appImage, 'bellwether-desktop.desktop'), 'utf8'));
    expect(entry).toMatchObject({ Exec: 'AppRun %U', Icon: 'bellwether-desktop' });
    expect(readdirSync(packed.appImage)).toEqual(
      expect.arrayContaining(['bellwether-desktop', 'bellwether-desktop.png']),
    );
  });

  it('as an AppImage has a launcher that takes the sandbox only where namespaces cannot be had', () => {
    const launcher = readFileSync(join(packed.appImage, 'AppRun'), 'utf8');
    expect(launcher).toContain('! unshare -Ur true 2>/dev/null ; then\n  NO_SANDBOX=(--no-sandbox)');
    expect(launcher).toContain('exec "$BIN" "${NO_SANDBOX[@]}" "${args[@]}"');
  });

  it('installs its entry, its program and its icons in every size', () => {
    const icons = [16, 32, 48, 64, 128, 256, 512, 1024].map(
      (size) => `/usr/share/icons/hicolor/${size}x${size}/apps/bellwether-desktop.png`,
    );
    const entry = '/usr/share/applications/bellwether-desktop.desktop';
    expect(placed(packed)).toEqual(expect.arrayContaining(['/opt/Bellwether', entry, ...icons]));
  });

  it('leaves the name of the command line to a package beside it, whichever comes first', () => {
    const { afterInstall, afterRemove, fpmWords } = packed.deb;
    const profile = readFileSync(join(packed.unpacked, 'resources', 'apparmor-profile'), 'utf8');
    expect(profile).toContain('profile "bellwether-desktop" "/opt/Bellwether/bellwether-desktop"');
    for (const part of [...placed(packed), afterInstall, afterRemove, profile])
      expect(part).not.toMatch(/\bbellwether(?!-desktop)\b/);
    expect(afterInstall).toContain("/usr/bin/bellwether-desktop'");
    expect(fpmWords.filter((word) => /conflicts|replaces|provides/.test(word))).toEqual([]);
  });

  it('names a maintainer, a page and a licence, and no machine', () => {
    const { fpmWords } = packed.deb;
    const after = (word: string) => fpmWords[fpmWords.indexOf(word) + 1];
    expect(after('--name')).toBe('bellwether-desktop');
    expect(after('--maintainer')).toMatch(/^Bellwether contributors <.+@bellwether\.invalid>$/);
    expect(after('--url')).toBe('https://bellwether.invalid/');
    expect(after('--license')).toBe('MIT');
    expect(after('--description')).toBe('Health monitor in the tray');
    expect(fpmWords.join('\n')).not.toMatch(/127\.0\.0\.1|localhost/);
  });

  it('says in the names of its files for what they are, and beside them what they hash to', () => {
    const files = ['bellwether-desktop-0.1.0-linux-x86_64.AppImage', 'bellwether-desktop_0.1.0_amd64.deb'];
    const sums = readFileSync(join(packed.made, 'SHA256SUMS'), 'utf8');
    expect(sums).toBe(
      files
        .map((file) => {
          const hash = createHash('sha256').update(readFileSync(join(packed.made, file)));
          return `${hash.digest('hex')}  ${file}\n`;
        })
        .join(''),
    );
  });
});

describe('packing without Electron and without a network', () => {
  it('ends at once, in a sentence that says what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-package-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const { exitCode, said } = await runPackager(
      ['--linux', 'dir', '--x64', `-c.directories.output=${folder}`],
      {
        ELECTRON_OVERRIDE_DIST_PATH: '',
        ELECTRON_MIRROR: `http://127.0.0.1:${await closedPort()}/`,
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
    );
    expect(exitCode).toBe(1);
    expect(said).toMatch(
      /Electron [\d.]+ for linux-x64 is not in the download cache and could not be downloaded \(ECONNREFUSED\)\. Connect to the network, or name an unpacked distribution in ELECTRON_OVERRIDE_DIST_PATH; then run the command again\./,
    );
    expect(said).not.toMatch(/^\s+at /m);
  });
});

/** Where the deb puts what. */
function placed({ deb }: PackedForLinux): readonly string[] {
  return deb.fpmWords.flatMap((word) => word.split('=', 2).slice(1));
}

function entryOf(desktopEntry: string): object {
  const [header, ...lines] = desktopEntry.trimEnd().split('\n');
  expect(header).toBe('[Desktop Entry]');
  return Object.fromEntries(lines.map((line) => line.split('=', 2)));
}

/** Where nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
