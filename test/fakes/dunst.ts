import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createClient, type MessageBus } from 'dbus-native';

const ITSELF = 'org.dunstproject.cmd0';

/** A real notification daemon on a bus and a display of its own, and what a person does with its cards. */
export class Dunst {
  readonly #display: ChildProcess;
  readonly #daemon: ChildProcess;
  readonly #bus: MessageBus;
  readonly #chosen: string;
  /** Of X, such as `:7`. */
  readonly display: string;

  private constructor(folder: string, display: ChildProcess, name: string, address: string) {
    this.#display = display;
    this.display = name;
    this.#chosen = join(folder, 'chosen');
    const menu = join(folder, 'menu.sh');
    // Where people choose a button: dunst offers lines and takes the one that comes back.
    writeFileSync(menu, `#!/bin/sh\ngrep -m 1 -F "$(cat ${this.#chosen})"\n`, { mode: 0o755 });
    const settings = join(folder, 'dunstrc');
    writeFileSync(settings, `[global]\ndmenu = ${menu}\nfont = DejaVu Sans 11\nwidth = 360\nmarkup = full\n`);
    const env = { ...process.env, DISPLAY: name, DBUS_SESSION_BUS_ADDRESS: address };
    this.#daemon = spawn('dunst', ['-conf', settings], { env, stdio: 'ignore' });
    this.#bus = createClient({ busAddress: address });
    this.#bus.connection.on('error', () => {});
  }

  static async start(folder: string, address: string): Promise<Dunst> {
    const words = ['-displayfd', '3', '-screen', '0', '640x480x24', '-nolisten', 'tcp'];
    const display = spawn('Xvfb', words, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const [number] = (await once(display.stdio[3] as NodeJS.ReadableStream, 'data')) as [Buffer];
    return new Dunst(folder, display, `:${number.toString().trim()}`, address);
  }

  /** How many cards stand; rejects until it runs. */
  async standing(): Promise<number> {
    return (await this.#ask('org.freedesktop.DBus.Properties', 'Get', 'ss', [
      ITSELF,
      'displayedLength',
    ])) as number;
  }

  /** Presses the button with this label on a card. */
  async press(label: string): Promise<void> {
    writeFileSync(this.#chosen, label);
    await this.#ask(ITSELF, 'ContextMenuCall');
  }

  /** Clicks the newest card itself. */
  async click(): Promise<void> {
    await this.#ask(ITSELF, 'NotificationAction', 'u', [0]);
  }

  /** It stands still, and answers nothing. */
  freeze(): void {
    this.#daemon.kill('SIGSTOP');
  }

  thaw(): void {
    this.#daemon.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.#bus.close();
    for (const child of [this.#daemon, this.#display]) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    }
  }

  #ask(from: string, member: string, signature?: string, body: unknown[] = []): Promise<unknown> {
    const call = { destination: 'org.freedesktop.Notifications', path: '/org/freedesktop/Notifications' };
    const words = signature === undefined ? {} : { signature, body };
    return this.#bus.invoke({ ...call, interface: from, member, ...words }).then((value) => value);
  }
}
