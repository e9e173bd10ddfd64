import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `@electron/fuses` looks for in Electron's binary; version, number of fuses and one byte for each follow. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron 45 ships: `1` is on, `0` is off. */
const FUSES = '101100011';

/** Not Electron: only what a packager looks at. Nothing in it can be started. */
export function placeStubDistribution(folder: string): void {
  const place = (path: string, content: string | Buffer, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  };
  const fuseWire = Buffer.concat([
    Buffer.from(FUSE_SENTINEL),
    Buffer.from([1, FUSES.length]),
    Buffer.from(FUSES),
  ]);
  place(
    'electron',
    Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(4096), fuseWire, Buffer.alloc(4096)]),
    0o755,
  );
  place('chrome-sandbox', '', 0o755);
  place('chrome_crashpad_handler', '', 0o755);
  place('version', '0.0.0');
  place('LICENSE', 'the licence of Electron\n');
  place('LICENSES.chromium.html', '<p>the licences of Chromium</p>\n');
  place('locales/en-US.pak', '');
  place('resources/default_app.asar', 'the greeting of Electron');
}
