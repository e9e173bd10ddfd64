import { app, clipboard, shell, type BrowserWindow } from 'electron';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { DesktopRequest, Preferences } from '../../shared/protocol/desktop.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import type { Logger } from '../ports.ts';
import type { NativeNotifier } from './native-notifier.ts';
import type { PreferencesFile } from './preferences.ts';
import type { SharePage } from './share-page.ts';
import { setUp } from './set-up.ts';
import { openOutside } from './window-rules.ts';

export interface DesktopHand {
  readonly logger: Logger;
  readonly notifier: NativeNotifier;
  readonly preferences: PreferencesFile;
  readonly dataFolder: string;
  readonly settings: string;
  readonly settingsGiven: boolean;
  readonly logFile: string;
  readonly sharing: SharePage;
  url(this: void): string | null;
  /** Dialogs belong to it. */
  window(this: void): BrowserWindow | null;
  /** Why that could not be done; `null` when it could. */
  setStartAtLogin(this: void, on: boolean): string | null;
  refresh(this: void): void;
}

type Answer = Result<void, RequestFault>;

/** What the settings page and the first-run page ask for. */
export async function answerDesktop(
  request: Exclude<DesktopRequest, { type: 'resync' }>,
  hand: DesktopHand,
): Promise<Answer> {
  switch (request.type) {
    case 'set-up': {
      if (hand.settingsGiven) return unavailable('the settings file was given on the command line');
      const done = await setUp(request.choice, hand.dataFolder, hand.window());
      hand.refresh();
      return done.ok ? done : err({ code: 'invalid', message: done.error });
    }
    case 'set-sound':
      return prefer(hand, { sound: request.on });
    case 'set-alarms-stay':
      return prefer(hand, { alarmsStay: request.on });
    case 'set-tray-style':
      return prefer(hand, { trayStyle: request.style });
    case 'set-start-at-login': {
      const fault = hand.setStartAtLogin(request.on);
      return fault === null ? ok(undefined) : unavailable(fault);
    }
    case 'set-share':
      return hand.sharing.set(request.on);
    case 'create-token':
      return hand.sharing.create(request.name, request.role);
    case 'revoke-token':
      return hand.sharing.revoke(request.name);
    case 'test-notification': {
      const shown = await hand.notifier.test();
      return shown.ok ? shown : unavailable(shown.error);
    }
    case 'show-file':
      return showFile(request.file, hand);
    case 'open-in-browser':
      return withAddress(hand, (url) => openOutside(url, hand.logger));
    case 'copy-link':
      return withAddress(hand, (url) => clipboard.writeText(url));
    case 'copy-text':
      await clipboard.writeText(request.text);
      return ok(undefined);
    case 'quit':
      app.quit();
      return ok(undefined);
  }
}

/** Counts at once, also when it cannot be kept for the next run. */
function prefer({ preferences, refresh }: DesktopHand, change: Partial<Preferences>): Answer {
  const saved = preferences.set(change);
  refresh();
  return saved.ok ? saved : unavailable(`it counts until Bellwether ends only: ${saved.error.message}`);
}

async function showFile(
  file: Extract<DesktopRequest, { type: 'show-file' }>['file'],
  hand: DesktopHand,
): Promise<Answer> {
  switch (file) {
    case 'settings':
      shell.showItemInFolder(hand.settings);
      return ok(undefined);
    case 'logs':
      shell.showItemInFolder(hand.logFile);
      return ok(undefined);
    case 'data': {
      const fault = await shell.openPath(hand.dataFolder);
      return fault === '' ? ok(undefined) : unavailable(`${hand.dataFolder} cannot be opened: ${fault}`);
    }
  }
}

async function withAddress(
  { url }: DesktopHand,
  use: (url: string) => void | Promise<void>,
): Promise<Answer> {
  const address = url();
  if (address === null) return unavailable('the page is not published for browsers right now');
  await use(address);
  return ok(undefined);
}

function unavailable(message: string): Answer {
  return err({ code: 'unavailable', message });
}
