import type { Result } from '../lib/result.ts';
import type { Role, Token } from './access.ts';
import type { RequestFault, ServerEvent } from './protocol.ts';

/*
 * What window and main process say to each other. Two channels: questions with an answer (`ClientRequest` with its numbers
 * as text, as in an address; `OperatorRequest`; `DesktopRequest`), and events.
 */

export const REQUEST_CHANNEL = 'bellwether:request';
export const EVENT_CHANNEL = 'bellwether:event';

export type TrayStyle = 'auto' | 'light' | 'dark';

export interface Preferences {
  readonly sound: boolean;
  /** `light` is drawn for dark bars, `dark` for light ones. */
  readonly trayStyle: TrayStyle;
  /** Critical alarms stay on the screen until somebody answers them; otherwise they go as other notifications do. */
  readonly alarmsStay: boolean;
}

/** What only the desktop has to say. */
export interface DesktopView {
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** There is no settings file yet: the page asks what to watch. */
  readonly firstRun: boolean;
  readonly startAtLogin: boolean;
  /** Why that is not, or cannot be, as the person wants it, with the way out: sentences. `null` when there is nothing to say. */
  readonly startTrouble: string | null;
  readonly preferences: Preferences;
  readonly notifications: {
    readonly supported: boolean;
    /** Why the last one could not be shown; `null` when it could. */
    readonly fault: string | null;
  };
  /** Why closing the window does not leave Bellwether in the tray; `null` when it does. */
  readonly noTray: string | null;
  /** Absolute paths. */
  readonly files: { readonly settings: string; readonly data: string; readonly logs: string };
  /** The settings file is given on the command line: it cannot be chosen here. */
  readonly settingsGiven: boolean;
  /** Where browsers find the same page; `null` while the port cannot be had. */
  readonly url: string | null;
  readonly sharing: SharingView;
  /** A newer version, when the feed names one. */
  readonly update: { readonly version: string; readonly url: string } | null;
}

/** Who on the network may open the page. */
export interface SharingView {
  /** Over https. */
  readonly encrypted: boolean;
  readonly on: boolean;
  /** The settings file shares it: that cannot be changed here. */
  readonly given: boolean;
  /** Where other machines find it. */
  readonly urls: readonly string[];
  /** Why there is no address for others while it is published, in a sentence. */
  readonly noLink: string | null;
  readonly tokens: readonly Token[];
  /** The token that was just made, with links that hold its secret: they are shown until the window closes, and never again. */
  readonly fresh: { readonly name: string; readonly links: readonly string[] } | null;
}

export type DesktopRequest =
  /** Begins the stream of events to this window with a snapshot and the desktop's view, now and again after a gap. */
  | { readonly type: 'resync' }
  /** On the first run only. `import` lets the person choose a file; a cancelled dialog is no fault. */
  | { readonly type: 'set-up'; readonly choice: 'preset' | 'import' | 'empty' }
  | { readonly type: 'set-sound'; readonly on: boolean }
  | { readonly type: 'set-alarms-stay'; readonly on: boolean }
  | { readonly type: 'set-tray-style'; readonly style: TrayStyle }
  | { readonly type: 'set-start-at-login'; readonly on: boolean }
  | { readonly type: 'set-share'; readonly on: boolean }
  | { readonly type: 'create-token'; readonly name: string; readonly role: Role }
  | { readonly type: 'revoke-token'; readonly name: string }
  | { readonly type: 'test-notification' }
  | { readonly type: 'show-file'; readonly file: 'settings' | 'data' | 'logs' }
  | { readonly type: 'open-in-browser' }
  /** The address for browsers, into the clipboard: the page itself may not touch that. */
  | { readonly type: 'copy-link' }
  /** What the page made to be copied. */
  | { readonly type: 'copy-text'; readonly text: string }
  | { readonly type: 'quit' };

export type WindowEvent =
  | ServerEvent
  | { readonly type: 'desktop'; readonly desktop: DesktopView }
  /** A click elsewhere asks for this part of the page. */
  | { readonly type: 'open'; readonly place: Place };

export type Place =
  | { readonly kind: 'services' }
  | { readonly kind: 'settings' }
  | { readonly kind: 'about' }
  | { readonly kind: 'service'; readonly id: string };

/** `#/`, `#/settings`, `#/about` or `#/services/<id>`: what the address of the page says after its path. */
export function hashOf(place: Place): string {
  switch (place.kind) {
    case 'services':
      return '#/';
    case 'settings':
    case 'about':
      return `#/${place.kind}`;
    case 'service':
      return `#/services/${encodeURIComponent(place.id)}`;
  }
}

/** What the preload script puts into the page as `window.bellwether`. Everything that crosses it is a structured clone. */
export interface Bridge {
  readonly request: (request: unknown) => Promise<Result<unknown, RequestFault>>;
  /** Calls back with each event from now on; the stop ends that. */
  readonly subscribe: (listener: (event: unknown) => void) => () => void;
}
