import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { downloadArtifact } from '@electron/get';
import { Arch, type AfterPackContext } from 'electron-builder';
import { z } from 'zod';

/**
 * By the names of the archives: those that Electron's package brings, which the lockfile vouches for. Without them they
 * would be asked for over the network each time, even for an archive that is in the cache.
 */
export const ELECTRON_CHECKSUMS = z
  .record(z.string(), z.string())
  .parse(JSON.parse(readFileSync(createRequire(import.meta.url).resolve('electron/checksums.json'), 'utf8')));

/** Of the hooks before and after packing alike. */
type PackContext = AfterPackContext;

/**
 * Brings Electron's distribution into the cache from which electron-builder takes it, or says at once why it cannot:
 * electron-builder by itself would go on asking for most of a minute.
 */
export async function fetchElectron({ packager, electronPlatformName, arch }: PackContext): Promise<void> {
  const { electronDist, electronVersion } = packager.config;
  if (typeof electronDist === 'string') return;
  const version = electronVersion ?? '';
  try {
    await downloadArtifact({
      artifactName: 'electron',
      version,
      platform: electronPlatformName,
      arch: Arch[arch],
      checksums: ELECTRON_CHECKSUMS,
    });
  } catch (fault) {
    throw withoutStack(
      `Electron ${version} for ${electronPlatformName}-${Arch[arch]} is not in the download cache and could not be downloaded (${wordOf(fault)}). Connect to the network, or name an unpacked distribution in ELECTRON_OVERRIDE_DIST_PATH; then run the command again.`,
    );
  }
}

/** Electron's own greeting, which a distribution that was given still holds. */
export async function removeDefaultApp({
  packager,
  appOutDir,
  electronPlatformName,
}: PackContext): Promise<void> {
  // For macOS it still has Electron's name here.
  const resources =
    electronPlatformName === 'darwin'
      ? join(appOutDir, packager.info.framework.distMacOsAppName, 'Contents', 'Resources')
      : packager.getResourcesDir(appOutDir);
  await rm(join(resources, 'default_app.asar'), { force: true });
}

/** electron-builder prints the stack of what a hook throws; the sentence says it all. */
function withoutStack(message: string): Error {
  const fault = new Error(message);
  fault.stack = '';
  return fault;
}

function wordOf(fault: unknown): string {
  if (!(fault instanceof Error)) return String(fault);
  const inner = fault.cause instanceof Error ? fault.cause : fault;
  return 'code' in inner ? String(inner.code) : inner.message;
}
