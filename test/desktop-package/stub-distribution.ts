import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What `@electron/fuses` looks for in Electron's binary; version, number of fuses and one byte for each follow. */
const FUSE_SENTINEL = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
/** As Electron 45 ships: `1` is on, `0` is off. */
const FUSES = '101100011';

const fuseWire = Buffer.concat([
  Buffer.from(FUSE_SENTINEL),
  Buffer.from([1, FUSES.length]),
  Buffer.from(FUSES),
]);
const program = Buffer.concat([Buffer.from('\x7fELF'), Buffer.alloc(4096), fuseWire, Buffer.alloc(4096)]);

/** What Electron's own Info.plist asks for, and two fields that any has. */
const DECLARED = `<plist version="1.0"><dict>
${['AudioCapture', 'BluetoothAlways', 'BluetoothPeripheral', 'Camera', 'Microphone']
  .map((what) => `<key>NS${what}UsageDescription</key><string>This app needs access</string>`)
  .join('\n')}
<key>CFBundlePackageType</key><string>APPL</string>
<key>LSMinimumSystemVersion</key><string>13.0</string>
</dict></plist>
`;

/** Not Electron: only what a packager looks at. Nothing in it can be started. */
export function placeStubDistribution(folder: string): void {
  place(folder, 'electron', program, 0o755);
  place(folder, 'chrome-sandbox', '', 0o755);
  place(folder, 'chrome_crashpad_handler', '', 0o755);
  place(folder, 'version', '0.0.0');
  place(folder, 'LICENSE', 'the licence of Electron\n');
  place(folder, 'LICENSES.chromium.html', '<p>the licences of Chromium</p>\n');
  place(folder, 'locales/en-US.pak', '');
  place(folder, 'resources/default_app.asar', 'the greeting of Electron');
}

/** The same for macOS. */
export function placeStubApp(folder: string): void {
  const contents = 'Electron.app/Contents';
  const helper = `${contents}/Frameworks/Electron Helper.app/Contents`;
  place(folder, `${contents}/Info.plist`, DECLARED);
  place(folder, `${contents}/MacOS/Electron`, '', 0o755);
  place(folder, `${contents}/Frameworks/Electron Framework.framework/Electron Framework`, program, 0o755);
  place(folder, `${contents}/Resources/default_app.asar`, 'the greeting of Electron');
  place(folder, `${helper}/Info.plist`, '<plist version="1.0"><dict></dict></plist>');
  place(folder, `${helper}/MacOS/Electron Helper`, '', 0o755);
}

function place(folder: string, path: string, content: string | Buffer, mode = 0o644): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content, { mode });
}
