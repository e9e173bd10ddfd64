import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ActivationArguments } from 'electron';
import { NotificationService } from '../fakes/notification-service.ts';
import { pretendBus, TestBus, type RunningBus } from '../fakes/session-bus.ts';
import { cardReports, setService, takeAnswer } from './linux-cards.ts';
import type {
  Answer,
  Command,
  MenuItemReport,
  NotificationReport,
  Report,
  TrayReport,
} from './electron-double/messages.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'dist', 'desktop', 'main.js');
const DOUBLE = new URL('./electron-double/register.ts', import.meta.url).href;
const PATIENCE_MS = 60_000;
const BROWSER_END_MS = 3000;

/** Where the packages put the program; on Linux the one that really runs. */
export const INSTALLED: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  win32: String.raw`C:\Users\Ann Lee\AppData\Local\Programs\Bellwether\Bellwether.exe`,
  darwin: '/Applications/Bellwether.app/Contents/MacOS/Bellwether',
};

interface StartWords {
  /** As the settings file; `null` leaves none. */
  readonly config?: object | null;
  readonly words?: readonly string[];
  readonly platform?: NodeJS.Platform;
  /** Whether this (Linux) desktop shows tray icons. */
  readonly trayHost?: boolean;
  /** Whether the system has notifications at all (elsewhere than on Linux, where that turns out on the bus). */
  readonly showsNotifications?: boolean;
  /** Chromium shows its windows under Wayland instead of X11. */
  readonly wayland?: boolean;
  /** What Linux desktops call themselves. */
  readonly desktopName?: string;
  /** The system starts it as the person logs in (macOS). */
  readonly atLogin?: boolean;
  /** It takes itself for installed, or for unpacked from an AppImage. */
  readonly packaged?: boolean;
  /** The AppImage from which it, or the terminal that it is started in, was unpacked. */
  readonly appImage?: string;
  /** The answer to a card of an earlier run that starts it (Windows). */
  readonly activation?: ActivationArguments;
  /** The button that the person takes in a box; the second one when left out. */
  readonly boxAnswer?: number;
  /** The system knows no program for web addresses and folders. */
  readonly nobodyOpens?: boolean;
  /** Of an earlier run; a fresh one when left out. */
  readonly home?: DesktopHome;
  /** The address of the session bus (Linux); one of its own with a notification service, unless it is said. */
  readonly sessionBus?: string;
  /** Another main process than the built one. */
  readonly main?: string;
}

/** A pretend person's machine: folders that every run of a test shares. */
export class DesktopHome {
  readonly root = mkdtempSync(join(tmpdir(), 'bellwether-desktop-'));
  readonly data = join(this.root, 'data');
  readonly settings = join(this.data, 'config.json');
  /** What programs leave behind when they are killed goes with the rest. */
  readonly temporary = join(this.root, 'tmp');
  constructor() {
    mkdirSync(this.data, { mode: 0o700 });
    mkdirSync(this.temporary);
  }
  #session: { readonly bus: RunningBus; readonly service: NotificationService } | null = null;
  /** The bus of the person's session (Linux), and the service on it that shows notifications; begun by the first who asks. */
  session(): { readonly bus: RunningBus; readonly service: NotificationService } {
    if (this.#session !== null) return this.#session;
    const bus = process.platform === 'linux' ? new TestBus(this.root) : pretendBus(this.root);
    const service = new NotificationService(bus.address);
    void service.open();
    this.#session = { bus, service };
    return this.#session;
  }
  configure(config: object): void {
    writeFileSync(this.settings, JSON.stringify(config));
  }
  /** A folder of programs that answer like those of a desktop with or without a place for tray icons. */
  programs(trayHost: boolean): string {
    const folder = join(this.root, 'bin');
    mkdirSync(folder, { recursive: true });
    const gdbus = join(folder, 'gdbus');
    writeFileSync(gdbus, `#!/bin/sh\necho "(${String(trayHost)},)"\n`);
    chmodSync(gdbus, 0o755);
    return folder;
  }
  log(): string {
    const path = join(this.data, 'logs', 'bellwether.log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }
  remove(): void {
    this.#session?.bus.stop();
    rmSync(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** What the process says without being asked. */
type Told =
  { readonly drawnAt: number } | { readonly relaunch: readonly string[] } | { readonly errorBox: string };

/** The built desktop on the double, in a process of its own, and everything a person could do to it. */
export class RunningDesktop {
  readonly home: DesktopHome;
  readonly child: ChildProcess;
  readonly startedAt = performance.timeOrigin + performance.now();
  /** What shows its notifications; `null` where Electron does. */
  readonly service: NotificationService | null;
  /** So many were shown by earlier runs. */
  readonly #cardsBefore: number;
  /** When anything of the tray was last drawn, epoch ms with fractions. */
  readonly draws: number[] = [];
  /** The words with which it wants to be started again; `null` when it does not. */
  relaunched: readonly string[] | null = null;
  /** One of its tray icons, also at the end. */
  trayDestroyed = false;
  /** The dialogs about errors that a person has seen. */
  readonly errorBoxes: string[] = [];
  #output = '';
  #next = 0;
  readonly #open = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();

  constructor(home: DesktopHome, child: ChildProcess, service: NotificationService | null) {
    this.service = service;
    this.#cardsBefore = service?.cards.length ?? 0;
    this.home = home;
    this.child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (this.#output += text));
    child.on('message', (message: Answer | Told) => {
      if ('drawnAt' in message) this.draws.push(message.drawnAt);
      if ('errorBox' in message) this.errorBoxes.push(message.errorBox);
      if ('relaunch' in message) this.relaunched = message.relaunch;
      if ('trayDestroyed' in message) this.trayDestroyed = true;
      if (!('id' in message)) return;
      const question = this.#open.get(message.id);
      this.#open.delete(message.id);
      if (message.error === undefined) question?.resolve(message.value);
      else question?.reject(new Error(message.error));
    });
    child.on('exit', () => {
      for (const question of this.#open.values()) question.reject(new Error(`it has ended: ${this.#output}`));
    });
  }

  get output(): string {
    return this.#output;
  }

  tell(command: Command): Promise<unknown> {
    if (this.service !== null && command.do === 'notification')
      return Promise.resolve(takeAnswer(this.service, command));
    if (this.service !== null && command.do === 'set') setService(this.service, command);
    return new Promise((resolve, reject) => {
      if (!this.child.connected) return reject(new Error(`it has ended: ${this.#output}`));
      this.#next += 1;
      this.#open.set(this.#next, { resolve, reject });
      this.child.send({ id: this.#next, command });
    });
  }

  async report(): Promise<Report> {
    const report = (await this.tell({ do: 'report' })) as Report;
    if (this.service === null) return report;
    return { ...report, notifications: cardReports(this.service).slice(this.#cardsBefore) };
  }

  /** The report, as soon as it is as wished; a wish that throws is not met yet. */
  async until(wish: (report: Report) => unknown, what: string, patienceMs = PATIENCE_MS): Promise<Report> {
    return until(() => this.report(), wish, what, patienceMs);
  }

  async tray(): Promise<TrayReport> {
    const { trays } = await this.report();
    const tray = trays.at(-1);
    if (tray === undefined) throw new Error('there is no tray');
    return tray;
  }

  /** Chooses a command of the tray's menu as soon as it is there, by the labels on the way to it. */
  async choose(...path: readonly string[]): Promise<void> {
    await this.until(
      ({ trays }) => hasPath(trays.at(-1)?.menu ?? [], path),
      `"${path.join(' > ')}" in the menu`,
    );
    await this.tell({ do: 'click-menu', path });
  }

  async notified(title: string, patienceMs = PATIENCE_MS): Promise<NotificationReport> {
    const find = ({ notifications }: Report) => notifications.find((shown) => shown.title === title);
    const report = await this.until(find, `a notification "${title}"`, patienceMs);
    return find(report)!;
  }

  /** What the page shows, all of it. */
  text(): Promise<string> {
    return this.tell({ do: 'evaluate', code: 'document.body.innerText' }) as Promise<string>;
  }

  async sees(words: string): Promise<void> {
    await until(
      () => this.text(),
      (text) => text.includes(words),
      `the page to say "${words}"`,
      PATIENCE_MS,
    );
  }

  /** Ends it like a person does; gives the exit code. */
  async quit(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const ended = once(this.child, 'exit');
    await this.tell({ do: 'quit' }).catch(() => {});
    await ended;
    return this.child.exitCode;
  }

  /** At once, except for the browser, which would go on cleaning up behind it. */
  async kill(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = once(this.child, 'exit');
    const browserEnded = this.tell({ do: 'end-browser' }).catch(() => {});
    await Promise.race([browserEnded, setTimeout(BROWSER_END_MS)]);
    this.child.kill('SIGKILL');
    await ended;
  }
}

export function startDesktop({
  config,
  words = [],
  platform = 'linux',
  trayHost = true,
  showsNotifications = true,
  wayland = false,
  desktopName = 'KDE',
  atLogin = false,
  packaged = false,
  appImage,
  activation,
  sessionBus,
  boxAnswer,
  nobodyOpens = false,
  home = new DesktopHome(),
  main = MAIN,
}: StartWords = {}): RunningDesktop {
  if (!existsSync(main)) throw new Error(`${main} is missing; run "npm run build" first`);
  if (config !== undefined && config !== null) home.configure(config);
  const service = platform === 'linux' && sessionBus === undefined ? home.session().service : null;
  const environment = {
    ...process.env,
    TZ: 'UTC',
    DOUBLE_PLATFORM: platform,
    DOUBLE_WAYLAND: wayland ? '1' : undefined,
    TMPDIR: home.temporary,
    DBUS_SESSION_BUS_ADDRESS: sessionBus ?? (service === null ? undefined : home.session().bus.address),
    XDG_CONFIG_HOME: join(home.root, 'config'),
    XDG_CURRENT_DESKTOP: desktopName,
    DOUBLE_AT_LOGIN: atLogin ? '1' : undefined,
    DOUBLE_PACKAGED: packaged ? '1' : undefined,
    DOUBLE_PROGRAM: packaged ? INSTALLED[platform] : undefined,
    DOUBLE_WITHOUT_NOTIFICATIONS: showsNotifications ? undefined : '1',
    APPIMAGE: appImage,
    APPDIR:
      appImage === undefined
        ? undefined
        : packaged
          ? dirname(process.execPath)
          : join(home.root, 'elsewhere'),
    DOUBLE_BOX_ANSWER: boxAnswer === undefined ? undefined : String(boxAnswer),
    DOUBLE_NOBODY_OPENS: nobodyOpens ? '1' : undefined,
    DOUBLE_ACTIVATION: activation === undefined ? undefined : JSON.stringify(activation),
    PATH: `${home.programs(trayHost)}${delimiter}${process.env['PATH'] ?? ''}`,
  };
  const child = fork(main, ['--data-dir', home.data, ...words], {
    execArgv: ['--import', DOUBLE],
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return new RunningDesktop(home, child, service);
}

/** Looks again and again until the wish is met, and says what was seen last when it never is. */
export async function until<Seen>(
  look: () => Promise<Seen>,
  wish: (seen: Seen) => unknown,
  what: string,
  patienceMs = PATIENCE_MS,
): Promise<Seen> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    let last: unknown = 'nothing';
    try {
      const seen = await look();
      last = seen;
      if (wish(seen)) return seen;
    } catch (error) {
      if (String(error).includes('it has ended')) throw error;
      last = error;
    }
    if (performance.now() > deadline)
      throw new Error(
        `waited for ${what}; last seen: ${(JSON.stringify(last) ?? '').slice(0, 3000)} ${String(last).slice(0, 500)}`,
      );
    await setTimeout(25);
  }
}

/** A port of loopback that nobody listens on right now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

function hasPath(menu: readonly MenuItemReport[], [label, ...rest]: readonly string[]): boolean {
  const item = menu.find((candidate) => candidate.label === label);
  return item !== undefined && item.enabled && (rest.length === 0 || hasPath(item.submenu, rest));
}
