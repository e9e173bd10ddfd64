import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createConnection, createServer, type Server } from 'node:net';
import { type as systemName } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export interface SecondStart {
  readonly words: string[];
  readonly folder: string;
}

/** The first one listens beside the data folder; the second hands over its words there. */
export class SingleInstance {
  readonly #pidFile: string;
  readonly #address: string;
  #server: Server | null = null;
  /** Listening, or handed over. */
  settled: Promise<unknown> = Promise.resolve();

  constructor(folder: string) {
    this.#pidFile = join(folder, 'double.pid');
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    // Not by process.platform: the process may take itself for another platform's.
    this.#address =
      systemName() === 'Windows_NT' ? `\\\\.\\pipe\\double-${name}` : join(folder, 'double.sock');
  }

  /** `false` when another one is there, which is then told. */
  claim(onSecond: (start: SecondStart) => void): boolean {
    if (!this.#writePid()) {
      this.settled = this.#handOver();
      return false;
    }
    if (systemName() !== 'Windows_NT') rmSync(this.#address, { force: true });
    this.#server = createServer((socket) => {
      let text = '';
      socket.setEncoding('utf8').on('data', (part) => (text += String(part)));
      socket.on('end', () => onSecond(JSON.parse(text) as SecondStart));
    });
    this.settled = new Promise<void>((resolve) => this.#server?.listen(this.#address, resolve));
    this.#server.unref();
    return true;
  }

  release(): void {
    if (this.#server === null) return;
    this.#server.close();
    rmSync(this.#pidFile, { force: true });
  }

  /** `false` when it holds the pid of a living process. */
  #writePid(): boolean {
    try {
      writeFileSync(this.#pidFile, String(process.pid), { flag: 'wx' });
      return true;
    } catch {
      if (isAlive(Number(readFileSync(this.#pidFile, 'utf8')))) return false;
      writeFileSync(this.#pidFile, String(process.pid));
      return true;
    }
  }

  /** The first may not listen yet. */
  async #handOver(): Promise<void> {
    const start: SecondStart = { words: process.argv, folder: process.cwd() };
    for (const deadline = performance.now() + 5000; performance.now() < deadline; await pause(20))
      if (await delivered(this.#address, JSON.stringify(start))) return;
    process.stderr.write(`the double of Electron: nobody listens at ${this.#address}\n`);
  }
}

function delivered(address: string, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(address, () => socket.end(text));
    socket.on('error', () => resolve(false));
    socket.on('close', (failed) => resolve(!failed));
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
