import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createBroker } from 'dbus-native';

interface BusMore {
  /** Programs that the bus starts when somebody asks for their name. */
  readonly activatable?: Readonly<Record<string, string>>;
  /** Instead of a socket in the folder. */
  readonly listen?: string;
}

export interface RunningBus {
  readonly address: string;
  stop(): void;
}

/** A real dbus-daemon, as each session of a desktop has one. */
export class TestBus implements RunningBus {
  readonly address: string;
  readonly socket: string;
  readonly #pid: number;

  /** It listens when this returns. What it needs lies in `folder`. */
  constructor(folder: string, { activatable = {}, listen }: BusMore = {}) {
    this.socket = join(folder, 'bus');
    const services = join(folder, 'services');
    mkdirSync(services, { recursive: true });
    for (const [name, command] of Object.entries(activatable))
      writeFileSync(join(services, `${name}.service`), `[D-BUS Service]\nName=${name}\nExec=${command}\n`);
    const config = join(folder, 'bus.conf');
    writeFileSync(
      config,
      `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
        "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
      <busconfig>
        <type>session</type>
        <listen>${listen ?? `unix:path=${this.socket}`}</listen>
        <auth>EXTERNAL</auth>
        <servicedir>${services}</servicedir>
        <policy context="default">
          <allow send_destination="*" eavesdrop="true"/>
          <allow eavesdrop="true"/>
          <allow own="*"/>
        </policy>
      </busconfig>`,
    );
    const words = [`--config-file=${config}`, '--fork', '--print-address=1', '--print-pid=1'];
    const { stdout, stderr, error } = spawnSync('dbus-daemon', words, { encoding: 'utf8' });
    const [address = '', pid = ''] = stdout?.trim().split('\n') ?? [];
    if (!/^\d+$/.test(pid)) throw new Error(`no dbus-daemon: ${error?.message ?? stderr}`);
    this.address = address;
    this.#pid = Number(pid);
  }

  /** It stands still, with everything it has accepted. */
  freeze(): void {
    process.kill(this.#pid, 'SIGSTOP');
  }

  thaw(): void {
    process.kill(this.#pid, 'SIGCONT');
  }

  stop(): void {
    try {
      process.kill(this.#pid, 'SIGKILL');
    } catch {
      // It has ended before.
    }
  }
}

/** As much of a bus as tests need that pretend Linux on a system without one: in this process, on a socket or a pipe. */
export function pretendBus(folder: string): RunningBus {
  const socket = process.platform === 'win32' ? `\\\\.\\pipe\\${basename(folder)}` : join(folder, 'bus');
  const broker = createBroker({ authMethods: ['EXTERNAL'] }).listen({ socket });
  return { address: `unix:path=${encodeURIComponent(socket)}`, stop: () => void broker.close() };
}
