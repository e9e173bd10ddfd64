import { app, dialog, Menu, shell } from 'electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Place } from '../../shared/protocol/desktop.ts';
import { dataFolderPath, prepareDataFolder } from '../adapters/data-folder.ts';
import { letOwnerReturn, lockDataFolder } from '../adapters/data-folder-lock.ts';
import { moveDataFolder, type FolderMove } from '../adapters/move-data-folder.ts';
import { nodeClock } from '../adapters/node-clock.ts';
import { registerPageScheme } from './app-protocol.ts';
import { applicationMenu } from './application-menu.ts';
import type { DesktopProgram } from './desktop-program.ts';
import { troubleOfFirst } from './first-instance.ts';
import { identityOf } from './identity.ts';
import type { SandboxLoss } from './sandbox.ts';
import { sandboxLost } from './sandbox-lost.ts';
import { startAgain, startWords } from './start-again.ts';
import { startDesktop, type Desktop } from './start-desktop.ts';
import { decodeStartOptions, type StartOptions } from './start-options.ts';

/** As on the command line: another instance owns the data folder; usage; anything else. */
const EXIT = { anotherInstance: 3, fault: 1, usage: 64 };

/** The life of the desktop's main process, from its first line to its exit. */
export function runDesktop(program: DesktopProgram): void {
  const { name, appUserModelId } = identityOf(process.platform, app.isPackaged);
  app.setName(name);
  const options = decodeStartOptions(process.argv.slice(1), app.isPackaged);
  if (!options.ok) {
    refuseToStart(options.error, EXIT.usage);
    return;
  }
  // At login it comes up without a window, and so without an icon in the Dock from the first moment.
  if (options.value.hidden) app.dock?.hide();
  const folderMove = options.value.dataDir === null ? moveDataFolder() : null;
  const path = dataFolderPath(options.value.dataDir ?? undefined);
  if (!path.ok) {
    refuseToStart(path.error, EXIT.fault);
    return;
  }
  const dataFolder = path.value;
  const prepared = prepareDataFolder(dataFolder);
  if (!prepared.ok) {
    refuseToStart(prepared.error, EXIT.fault);
    return;
  }
  app.setPath('userData', dataFolder);
  // Chromium's own files stay out of the way of ours.
  app.setPath('sessionData', join(dataFolder, 'chromium'));
  if (!app.requestSingleInstanceLock()) {
    void leaveToFirst(dataFolder);
    return;
  }
  const loss = sandboxLost();
  // Half a sandbox is none: it would be asked of processes that cannot have one, and they would end at once.
  if (loss === null) app.enableSandbox();
  if (appUserModelId !== null) app.setAppUserModelId(appUserModelId);
  registerPageScheme();
  // The page keeps no secrets: nobody shall be asked to unlock a keyring for its cookies.
  if (process.platform === 'linux') app.commandLine.appendSwitch('password-store', 'basic');
  // Without this Electron quits with the last window.
  app.on('window-all-closed', () => {});

  const started = app
    .whenReady()
    .then(() => {
      setApplicationMenu(program.version, () => open({ kind: 'settings' }));
      return begin(program, options.value, dataFolder, loss, life, folderMove);
    })
    .catch((error: unknown) => {
      refuseToStart(String(error), EXIT.fault);
      return null;
    });
  const life = quitInOrder(started);
  function open(place: Place | null): void {
    if (life.ending) life.startAfterwards();
    else void started.then((desktop) => desktop?.open(place));
  }
  app.on('second-instance', (_, words) => {
    if (!words.includes('--hidden')) open(null);
  });
  // In the Dock or the Finder: the only way back where macOS hides the icon in the bar.
  app.on('activate', () => open(null));
}

async function begin(
  program: DesktopProgram,
  options: StartOptions,
  dataFolder: string,
  loss: SandboxLoss | null,
  { restart, giveUp }: Life,
  folderMove: FolderMove | null,
): Promise<Desktop | null> {
  await letOwnerReturn(dataFolder, nodeClock);
  const lock = lockDataFolder(dataFolder);
  if (!lock.ok) {
    await giveWay(lock.error, dataFolder);
    return null;
  }
  const desktop = await startDesktop(
    program,
    options,
    dataFolder,
    lock.value,
    loss,
    restart,
    giveUp,
    folderMove,
  );
  if (desktop.ok) return desktop.value;
  lock.value.release();
  refuseToStart(desktop.error, EXIT.fault);
  return null;
}

async function leaveToFirst(dataFolder: string): Promise<void> {
  const trouble = await troubleOfFirst(dataFolder, nodeClock);
  if (trouble === null) app.exit(0);
  else refuseToStart(trouble, EXIT.fault);
}

interface Life {
  readonly ending: boolean;
  /** Ends everything in order and starts with these words. */
  restart(this: void, words: readonly string[]): void;
  /** Ends everything in order and says why. */
  giveUp(this: void, message: string): void;
  /** While it ends: starts with a window after that, as somebody just asked for. */
  startAfterwards(this: void): void;
}

/** Nothing is cut off: probes end, what was told is on record, files are closed. Bounded by `stop` itself. */
function quitInOrder(started: Promise<Desktop | null>): Life {
  let ending = false;
  let again: readonly string[] | null = null;
  let givenUp: string | null = null;
  app.on('before-quit', (event) => {
    event.preventDefault();
    if (ending) return;
    ending = true;
    void started
      .then((desktop) => desktop?.stop())
      .finally(() => {
        if (givenUp !== null) {
          refuse('Bellwether has ended', givenUp, EXIT.anotherInstance);
          return;
        }
        if (again !== null) startAgain(again);
        app.exit(0);
      });
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => app.quit());
  return {
    get ending() {
      return ending;
    },
    restart: (words) => {
      again = words;
      app.quit();
    },
    giveUp: (message) => {
      givenUp = message;
      app.quit();
    },
    startAfterwards: () => {
      again = (again ?? startWords()).filter((word) => word !== '--hidden');
    },
  };
}

function refuseToStart(message: string, exitCode: number): void {
  refuse('Bellwether cannot start', message, exitCode);
}

/** Said at once where there is a terminal, and to everybody in a dialog, which Linux shows only when Electron is ready. */
function refuse(title: string, message: string, exitCode: number): void {
  process.stderr.write(`bellwether: ${message}\n`);
  const removeScratch = app.isReady() ? () => {} : keepChromiumOut();
  void app.whenReady().then(() => {
    dialog.showErrorBox(title, message);
    removeScratch();
    app.exit(exitCode);
  });
}

/** A start that is refused has no folder yet, and Chromium's default may be that of a Bellwether that runs. */
function keepChromiumOut(): () => void {
  try {
    const scratch = mkdtempSync(join(tmpdir(), 'bellwether-'));
    for (const name of ['userData', 'sessionData'] as const) app.setPath(name, scratch);
    return () => rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    return () => {};
  }
}

type LockFault = Extract<ReturnType<typeof lockDataFolder>, { readonly ok: false }>['error'];

/** Bellwether runs without a desktop on this data folder: one is enough, and its page can be opened. */
async function giveWay(fault: LockFault, dataFolder: string): Promise<void> {
  if (fault.kind === 'fault') {
    refuseToStart(fault.message, EXIT.fault);
    return;
  }
  const { instance } = fault;
  const url = instance?.url ?? null;
  const who = instance === null ? 'A process' : `Process ${instance.pid}`;
  const detail = `${who} owns the data folder ${dataFolder}. Stop it first, or start this one with --data-dir and another folder.`;
  process.stderr.write(`bellwether: already running without a desktop. ${detail}\n`);
  const { response } = await dialog.showMessageBox({
    type: 'info',
    message: 'Bellwether is already running without a desktop',
    detail,
    buttons: url === null ? ['Close'] : ['Open its page', 'Close'],
  });
  if (url !== null && response === 0)
    await shell.openExternal(url).catch((error: unknown) => {
      dialog.showErrorBox(
        'The page cannot be opened',
        `No browser took ${url} (${String(error)}). Open it by hand.`,
      );
    });
  app.exit(EXIT.anotherInstance);
}

function setApplicationMenu(version: string, openSettings: () => void): void {
  app.setAboutPanelOptions({ applicationName: 'Bellwether', applicationVersion: version });
  Menu.setApplicationMenu(Menu.buildFromTemplate(applicationMenu(process.platform, openSettings)));
}
