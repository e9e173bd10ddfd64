/** Under which name and id a run is known to the system; of neither depends where its data lies. */
export interface Identity {
  readonly name: string;
  /** Of Windows, for its task bar and its notifications; `null` elsewhere. */
  readonly appUserModelId: string | null;
}

/** As the installer writes it (build/electron-builder.config): Windows shows no notification under another one. */
const INSTALLED_ID = 'dev.bellwether.app';
const SOURCE_ID = 'dev.bellwether.source';

/**
 * A run from source is another program than the installed one. On Windows Electron writes an entry of the start menu by the
 * name, and a class for answers to notifications by the id, for whatever program runs: with the same ones those of the
 * installed program would lead to the `electron.exe` of a source tree.
 */
export function identityOf(platform: NodeJS.Platform, packaged: boolean): Identity {
  const id = packaged ? INSTALLED_ID : SOURCE_ID;
  return {
    name: packaged ? 'Bellwether' : 'Bellwether from source',
    appUserModelId: platform === 'win32' ? id : null,
  };
}
