import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPackager } from './run-packager.ts';
import { placeStubDistribution } from './stub-distribution.ts';

interface DebForLinux {
  /** What fpm, which makes the deb, was asked for. */
  readonly fpmWords: readonly string[];
  readonly desktopEntry: string;
  /** What the package runs as root. */
  readonly afterInstall: string;
  readonly afterRemove: string;
}

export interface PackedForLinux {
  /** What the deb installs as /opt/Bellwether. */
  readonly unpacked: string;
  readonly deb: DebForLinux;
  /** The folder that the AppImage unpacks. */
  readonly appImage: string;
  /** The folder of all that was made. */
  readonly made: string;
}

/**
 * As `npm run dist` packs what is built, up to the last steps: the tools that make the files cannot be had everywhere, so what they
 * are given is kept instead.
 */
export async function packForLinux(folder: string, environment: NodeJS.ProcessEnv): Promise<PackedForLinux> {
  const at = (name: string) => join(folder, name);
  mkdirSync(at('electron'));
  placeStubDistribution(at('electron'));
  writeFileSync(at('fpm'), fpmStandIn(folder), { mode: 0o755 });
  placeAppImageTools(at('tools'), at('app-image'));
  const words = ['--linux', 'deb', 'AppImage', '--x64', `-c.directories.output=${at('out')}`];
  const { exitCode, said } = await runPackager(words, {
    ...environment,
    CUSTOM_FPM_PATH: at('fpm'),
    APPIMAGE_TOOLS_PATH: at('tools'),
    ELECTRON_OVERRIDE_DIST_PATH: at('electron'),
  });
  if (exitCode !== 0) throw new Error(`nothing was packed: ${said}`);
  const kept = (name: string) => readFileSync(at(name), 'utf8');
  return {
    unpacked: join(at('out'), 'linux-unpacked'),
    deb: {
      fpmWords: kept('fpm-words').split('\n'),
      desktopEntry: kept('kept.desktop'),
      afterInstall: kept('after-install'),
      afterRemove: kept('after-remove'),
    },
    appImage: at('app-image'),
    made: at('out'),
  };
}

/** The files that it is given lie in a folder that is gone afterwards. */
function fpmStandIn(folder: string): string {
  return `#!/bin/sh
printf '%s\\n' "$@" > '${folder}/fpm-words'
while [ "$#" -gt 0 ]; do
  case "$1" in
    --after-install) cp "$2" '${folder}/after-install' ;;
    --after-remove) cp "$2" '${folder}/after-remove' ;;
    --package) echo 'a deb' > "$2" ;;
    *.desktop=*) cp "\${1%%=*}" '${folder}/kept.desktop' ;;
  esac
  shift
done
`;
}

/** As electron-builder's download holds them, in version 1 and later. */
function placeAppImageTools(folder: string, kept: string): void {
  const place = (path: string, content: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), content, { mode: 0o755 });
  };
  place('mksquashfs', `#!/bin/sh\ncp -r "$1" '${kept}'\necho 'a squashfs' > "$2"\n`);
  place('desktop-file-validate', '#!/bin/sh\n');
  place('runtimes/runtime-x64', 'a runtime');
  place('lib/x64/libXss.so.1', '');
}
