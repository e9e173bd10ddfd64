import type { ActivationArguments, Details, LoginItemSettings } from 'electron';

/* What a test and the process under test say to each other over Node's own channel: plain data only. */

export interface MenuItemReport {
  readonly label: string;
  readonly type: string;
  readonly enabled: boolean;
  readonly checked: boolean;
  readonly submenu: readonly MenuItemReport[];
}

export interface TrayReport {
  readonly icon: string;
  /** By which the system knows it again. */
  readonly guid: string | null;
  /** A person has its menu before him. */
  readonly menuOpen: boolean;
  readonly tooltip: string;
  readonly title: string;
  readonly menu: readonly MenuItemReport[];
  /** How often anything of it was drawn. */
  readonly draws: number;
  readonly destroyed: boolean;
}

export interface NotificationReport {
  readonly index: number;
  readonly id: string;
  readonly title: string;
  readonly body: string;
  readonly silent: boolean;
  readonly urgency: string;
  readonly actions: readonly string[];
  readonly closed: boolean;
  /** Monotonic ms of the process under test. */
  readonly shownAt: number;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The first of them is the primary one. */
export interface DisplayFacts {
  readonly id: number;
  readonly workArea: Area;
}

export type LoginStatus = LoginItemSettings['status'];

export interface WindowReport {
  readonly url: string;
  readonly bounds: Area;
  readonly visible: boolean;
  readonly minimized: boolean;
  readonly maximized: boolean;
  readonly fullScreen: boolean;
  /** How often it was asked to take the focus. */
  readonly focused: number;
  /** Whether it has it. */
  readonly inFront: boolean;
  readonly zoomFactor: number;
  readonly backgroundColor: string;
  /** Whether the bar with the menu is out of sight. */
  readonly menuHidden: boolean;
  /** Over its button in the taskbar (Windows). */
  readonly overlay: { readonly path?: string; readonly description?: string } | null;
  readonly webPreferences: Readonly<Record<string, unknown>>;
}

/** Everything that the double recorded. */
export interface Report {
  readonly trays: readonly TrayReport[];
  readonly notifications: readonly NotificationReport[];
  readonly windows: readonly WindowReport[];
  /** Pid of the browser that shows the windows; `null` while there is none. */
  readonly browserPid: number | null;
  readonly opened: readonly string[];
  readonly shownFiles: readonly string[];
  readonly clipboard: string;
  readonly errorBoxes: readonly string[];
  readonly messageBoxes: readonly string[];
  /** Names of calls that matter for safety, in their order, such as `app.enableSandbox`. */
  readonly calls: readonly string[];
  /** Requests of pages that no handler answers. */
  readonly strayRequests: readonly string[];
  /** The command line that Windows, the program that macOS starts at login; `null` when there is none. */
  readonly loginItem: string | null;
  /** Whether macOS shows the program in the Dock; `null` where there is none. */
  readonly dockVisible: boolean | null;
  /** Where the main process listens for pages. */
  readonly channels: readonly string[];
  readonly complaints: readonly string[];
}

export type Command =
  | { readonly do: 'report' }
  /** By the labels on the way, such as `Alerts`, `API`, `Acknowledge`. */
  | { readonly do: 'click-menu'; readonly path: readonly string[] }
  /** With its submenus, by the labels on the way; nothing is chosen in it. */
  | { readonly do: 'open-menu'; readonly path: readonly string[] }
  | { readonly do: 'click-tray'; readonly button: 'left' | 'right' }
  | {
      readonly do: 'notification';
      readonly index: number;
      readonly event: 'click' | 'action';
      readonly action?: number;
    }
  /** A card of an earlier run is answered (Windows). */
  | { readonly do: 'activate'; readonly details: ActivationArguments }
  | {
      readonly do: 'power';
      readonly event: 'suspend' | 'resume' | 'lock-screen' | 'unlock-screen' | 'shutdown';
    }
  | { readonly do: 'close-window' }
  /** Another program comes to the front. */
  | { readonly do: 'blur-window' }
  /** With the keys of the application's menu, such as `CommandOrControl+Plus`. */
  | { readonly do: 'press'; readonly keys: string }
  /** The wheel is turned with Ctrl held. */
  | { readonly do: 'zoom-wheel'; readonly direction: 'in' | 'out' }
  /** The icon in the Dock is clicked (macOS). */
  | { readonly do: 'click-dock' }
  /** A process of Chromium's beside the page's has ended. */
  | { readonly do: 'child-gone'; readonly details: Details }
  /** The person logs off (Windows). */
  | { readonly do: 'end-session' }
  | { readonly do: 'minimize-window' }
  | { readonly do: 'maximize-window' }
  | { readonly do: 'move-window'; readonly bounds: Area }
  /** In Electron it runs from the start. */
  | { readonly do: 'start-browser' }
  | { readonly do: 'end-browser' }
  | { readonly do: 'crash-page' }
  | { readonly do: 'evaluate'; readonly code: string }
  | { readonly do: 'click'; readonly selector: string }
  | { readonly do: 'screenshot'; readonly path: string }
  | { readonly do: 'quit' }
  /** As another start hands it over. */
  | { readonly do: 'second-start'; readonly words: readonly string[] }
  | { readonly do: 'forge-request'; readonly url: string; readonly sub: boolean; readonly message: unknown }
  | { readonly do: 'ask-permission'; readonly permission: string }
  /** Answered with whether the program prevents it. */
  | {
      readonly do: 'navigate';
      readonly event: 'will-navigate' | 'will-frame-navigate' | 'will-redirect';
      readonly url: string;
      readonly isMainFrame: boolean;
    }
  | { readonly do: 'attach-webview'; readonly src: string }
  /** The next draw of the tray throws, as a defect anywhere would. */
  | { readonly do: 'break-tray' }
  /** What a dialog or a rule of the system makes of the login item. */
  | {
      readonly do: 'set-login';
      readonly item?: string;
      readonly approved?: boolean;
      readonly status?: LoginStatus;
      readonly answer?: LoginStatus;
      readonly refused?: boolean;
    }
  | {
      readonly do: 'set';
      readonly online?: boolean;
      readonly dark?: boolean;
      /** Windows' bar has a theme of its own. */
      readonly darkBar?: boolean;
      readonly notificationsFail?: string | null;
      /** The system neither shows nor refuses them. */
      readonly notificationsHang?: boolean;
      readonly openDialog?: string | null;
      readonly displays?: readonly DisplayFacts[];
      readonly page?: 'loads' | 'fails' | 'hangs';
    };

export interface Question {
  readonly id: number;
  readonly command: Command;
}

export interface Answer {
  readonly id: number;
  readonly value?: unknown;
  readonly error?: string;
}
