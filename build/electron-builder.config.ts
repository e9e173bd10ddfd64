import type { Configuration } from 'electron-builder';
import { packageOrigin } from './package-origin.mjs';
import { ELECTRON_CHECKSUMS, fetchElectron, removeDefaultApp } from './packaging/electron-distribution.ts';
import { writeChecksums } from './packaging/write-checksums.ts';

const isSigned = Boolean(process.env['CSC_LINK']);
const givenDistribution = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
const origin = packageOrigin(process.env);
/** `bellwether` is the command line, which may come as a package beside this one: nothing here takes that name. */
const NAME = 'bellwether-desktop';

/** No native module is packed, so that each is made anywhere; of an Electron that was given there is one only. */
const eachArch = (targets: readonly string[]) =>
  targets.map((target) => ({
    target,
    arch: givenDistribution
      ? [process.arch === 'arm64' ? ('arm64' as const) : ('x64' as const)]
      : ['x64' as const, 'arm64' as const],
  }));

const description =
  'Watches the services you work with from the tray, and tells you when one breaks and when it recovers.';

/** Paths are relative to the project. The bundles hold all their libraries: no `node_modules` is packed. */
export default {
  appId: 'dev.bellwether.app',
  productName: 'Bellwether',
  artifactName: `${NAME}-\${version}-\${os}-\${arch}.\${ext}`,
  // The installer for Windows links to the page where it is known, and the deb has to name one.
  ...(origin.isKnown || process.platform === 'linux' ? { extraMetadata: { homepage: origin.homepage } } : {}),
  directories: { output: 'dist/packages', buildResources: 'build/packaging' },
  files: [
    'package.json',
    'dist/desktop/{main.js,decode-thread.js,preload.cjs}',
    'dist/desktop/icons/*',
    'dist/renderer/**/*',
    '!**/node_modules/**',
    '!**/*.map',
    '!**/licences.json',
  ],
  // In the archive for the page, and beside it for whoever looks into the package: from here, since what is copied is left out of the archive.
  extraResources: [{ from: 'dist/node/third-party-notices.txt', to: 'third-party-notices.txt' }],
  asar: true,
  // The picture on a notification is read by the desktop's own service (Linux).
  asarUnpack: ['dist/desktop/icons/app.png'],
  npmRebuild: false,
  // New versions are told, never installed: nothing to publish beside the packages.
  publish: null,
  ...(givenDistribution ? { electronDist: givenDistribution } : {}),
  electronDownload: { checksums: ELECTRON_CHECKSUMS },
  beforePack: fetchElectron,
  afterExtract: removeDefaultApp,
  afterAllArtifactBuild: writeChecksums,
  electronFuses: {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    // An ad-hoc signature changes with each build, and macOS would ask for the keychain's password after each update.
    enableCookieEncryption: isSigned || process.platform !== 'darwin',
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  mac: {
    target: eachArch(['dmg', 'zip']),
    category: 'public.app-category.developer-tools',
    icon: 'dist/icons/icon.icns',
    hardenedRuntime: true,
    // Notifications need a signature; one of one's own will do on the machine where it was made.
    ...(isSigned ? {} : { identity: '-' }),
    entitlements: `build/packaging/entitlements${isSigned ? '' : '-ad-hoc'}.plist`,
    entitlementsInherit: `build/packaging/entitlements${isSigned ? '' : '-ad-hoc'}.plist`,
    extendInfo: {
      // The dock's icon comes and goes with the window, at run time: at login there shall be none, not even for a moment.
      LSUIElement: true,
      // Electron declares what a browser might ask for; a health monitor never does, and null takes it out.
      NSAudioCaptureUsageDescription: null,
      NSBluetoothAlwaysUsageDescription: null,
      NSBluetoothPeripheralUsageDescription: null,
      NSCameraUsageDescription: null,
      NSMicrophoneUsageDescription: null,
      NSLocalNetworkUsageDescription:
        'Bellwether contacts the services that you let it watch, and shows its page to browsers on your network when you share it.',
    },
  },
  win: { target: eachArch(['nsis']), icon: 'dist/icons/icon.ico' },
  nsis: {
    oneClick: true,
    perMachine: false,
    // One installer for each architecture, and not all of them in one.
    buildUniversalInstaller: false,
    createDesktopShortcut: false,
    // Toasts need a shortcut in the start menu that carries the application id; the installer writes it.
    createStartMenuShortcut: true,
    include: 'build/packaging/installer.nsh',
    // The data folder is the person's, also when the program goes.
    deleteAppDataOnUninstall: false,
  },
  // With the older tools an AppImage needs libfuse2, which many systems lack, and is started without a sandbox from menus.
  toolsets: { appimage: '1.0.3' },
  linux: {
    target: eachArch(['AppImage', 'deb']),
    executableName: NAME,
    icon: 'dist/icons',
    category: 'Development;Network;Monitor',
    synopsis: 'Health monitor in the tray',
    description,
    maintainer: origin.maintainer,
    desktop: {
      entry: {
        GenericName: 'Health Monitor',
        Keywords: 'health;monitor;status;service;alert;uptime;',
      },
    },
  },
  deb: { packageName: NAME, artifactName: `${NAME}_\${version}_\${arch}.\${ext}` },
} satisfies Configuration;
