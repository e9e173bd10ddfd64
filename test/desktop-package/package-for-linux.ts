import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runPackager } from './run-packager.ts';
import { placeStubDistribution } from './stub-distribution.ts';

export interface PackedForLinux {
  /** What the package installs as /opt/Bellwether. */
  readonly unpacked: string;
  readonly desktopEntry: string;
  /** What fpm, which makes the deb, was asked for. */
  readonly fpmWords: readonly string[];
}

/** As `npm run dist` packs what is built, up to the last step: fpm cannot be had everywhere, so its words are kept instead. */
export async function packForLinux(folder: string): Promise<PackedForLinux> {
  const at = (name: string) => join(folder, name);
  mkdirSync(at('electron'));
  placeStubDistribution(at('electron'));
  writeFileSync(at('fpm'), fpmStandIn(folder), { mode: 0o755 });
  const words = ['--linux', 'deb', '--x64', `-c.directories.output=${at('out')}`];
  const { exitCode, said } = await runPackager(words, {
    CUSTOM_FPM_PATH: at('fpm'),
    ELECTRON_OVERRIDE_DIST_PATH: at('electron'),
  });
  if (exitCode !== 0) throw new Error(`nothing was packed: ${said}`);
  return {
    unpacked: join(at('out'), 'linux-unpacked'),
    desktopEntry: readFileSync(at('kept.desktop'), 'utf8'),
    fpmWords: readFileSync(at('fpm-words'), 'utf8').split('\n'),
  };
}

/** The desktop entry lies in a folder that is gone afterwards. */
function fpmStandIn(folder: string): string {
  return `#!/bin/sh
printf '%s\\n' "$@" > '${folder}/fpm-words'
for word; do
  case "$word" in *.desktop=*) cp "\${word%%=*}" '${folder}/kept.desktop' ;; esac
done
`;
}
