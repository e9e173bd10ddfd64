import type { Configuration } from 'electron-builder';
import { ELECTRON_CHECKSUMS, fetchElectron, removeDefaultApp } from './packaging/electron-distribution.ts';

const isSigned = Boolean(process.env['CSC_LINK']);
const givenDistribution = process.env['ELECTRON_OVERRIDE_DIST_PATH'];

const description =
  'Watches the services you work with from the tray, and tells you when one breaks and when it recovers.';

/** Paths are relative to the project. The bundles hold all their libraries: no `node_modules` is packed. */
export default {
  appId: 'dev.bellwether.app',
  productName: 'Bellwether',
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
  npmRebuild: false,
  // New versions are told, never installed: nothing to publish beside the packages.
  publish: null,
  ...(givenDistribution ? { electronDist: givenDistribution } : {}),
  electronDownload: { checksums: ELECTRON_CHECKSUMS },
  beforePack: fetchElectron,
  afterExtract: removeDefaultApp,
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
    target: ['dmg', 'zip'].map((target) => ({ target, arch: ['x64' as const, 'arm64' as const] })),
    category: 'public.app-category.developer-tools',
    icon: 'dist/icons/icon.icns',
    hardenedRuntime: true,
    // Notifications need a signature; one of one's own will do on the machine where it was made.
    ...(isSigned ? {} : { identity: '-' }),
    entitlements: `build/packaging/entitlements${isSigned ? '' : '-ad-hoc'}.plist`,
    entitlementsInherit: `build/packaging/entitlements${isSigned ? '' : '-ad-hoc'}.plist`,
    // Not LSUIElement: the dock icon comes and goes with the window, at run time.
    extendInfo: {
      NSLocalNetworkUsageDescription:
        'Bellwether contacts the services that you let it watch, and shows its page to browsers on your network when you share it.',
    },
  },
  win: { target: 'nsis', icon: 'dist/icons/icon.ico' },
  // Toasts need a shortcut in the start menu that carries the application id; the installer writes it.
  nsis: { oneClick: true, perMachine: false, createDesktopShortcut: false, createStartMenuShortcut: true },
  linux: {
    target: ['AppImage', 'deb'],
    executableName: 'bellwether',
    icon: 'dist/icons',
    category: 'Development;Network;Monitor',
    synopsis: 'Health monitor in the tray',
    description,
    maintainer: 'Bellwether <bellwether@localhost.localdomain>',
    desktop: {
      entry: {
        GenericName: 'Health Monitor',
        Keywords: 'health;monitor;status;service;alert;uptime;',
      },
    },
  },
} satisfies Configuration;
