import type {
  Command,
  DisplayFacts,
  LoginStatus,
  MenuItemReport,
  NotificationReport,
  Report,
} from './messages.ts';

interface TrayRecord {
  icon: string;
  guid: string | null;
  tooltip: string;
  title: string;
  draws: number;
  destroyed: boolean;
  menu(): readonly MenuItemReport[];
  menuOpen(): boolean;
}

/** What the double of each part of Electron tells, and what a test sets for it. */
export const recorder = {
  trays: [] as TrayRecord[],
  notifications: [] as NotificationReport[],
  opened: [] as string[],
  shownFiles: [] as string[],
  clipboard: '',
  errorBoxes: [] as string[],
  messageBoxes: [] as string[],
  calls: [] as string[],
  strayRequests: [] as string[],
  complaints: [] as string[],
  loginItem: null as string | null,
  /** As often as the program asked the system for it. */
  loginAsks: 0,
  /** The Task Manager lets it start. */
  loginApproved: true,
  /** Of what was never switched on macOS says that it does not find it. */
  loginStatus: 'not-found' as LoginStatus,
  /** What macOS makes of it when it is switched on. */
  loginAnswer: 'enabled' as LoginStatus,
  /** The system leaves it as it is. */
  loginRefused: false,
  online: true,
  notificationsSupported: process.env['DOUBLE_WITHOUT_NOTIFICATIONS'] === undefined,
  notificationsFail: null as string | null,
  notificationsHang: false,
  openDialog: null as string | null,
  /** The button of a box that the person takes; as Electron where it has none of that number, the last one. */
  boxAnswer: Number(process.env['DOUBLE_BOX_ANSWER'] ?? 1),
  /** The system knows no program for web addresses and folders. */
  nobodyOpens: process.env['DOUBLE_NOBODY_OPENS'] !== undefined,
  trayBroken: false,
  /** `null` where there is no Dock. */
  dockVisible: null as boolean | null,
  /** What becomes of a page that is to be loaded. */
  page: 'loads' as 'loads' | 'fails' | 'hangs',
  displays: [{ id: 1, workArea: { x: 0, y: 0, width: 1600, height: 1000 } }] as readonly DisplayFacts[],
};

type Handlers = { [Name in Command['do']]?: (command: Extract<Command, { do: Name }>) => unknown };

const handlers: Handlers = {};

/** Each part of the double answers the commands that are about it. */
export function answers(more: Handlers): void {
  Object.assign(handlers, more);
}

export function answer(command: Command): unknown {
  const handler = handlers[command.do] as ((command: Command) => unknown) | undefined;
  if (handler === undefined) throw new Error(`the double knows no command ${command.do}`);
  return handler(command);
}

export function trayReports(): Report['trays'] {
  return recorder.trays.map((tray) => ({ ...tray, menu: tray.menu(), menuOpen: tray.menuOpen() }));
}

/** Everything but trays, windows, channels and what tests have set. */
export function reported(): Omit<Report, 'trays' | 'windows' | 'browserPid' | 'channels'> {
  const { opened, shownFiles, clipboard, errorBoxes, messageBoxes, calls } = recorder;
  const { strayRequests, loginItem, complaints, notifications, dockVisible } = recorder;
  const files = { opened, shownFiles, clipboard, errorBoxes, messageBoxes, calls };
  return { ...files, strayRequests, loginItem, complaints, notifications, dockVisible };
}
