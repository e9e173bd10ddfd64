import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { CertificateSource, Logger, Sessions } from '../../../electron/ports.ts';
import { startWebServer, type WebServer } from '../../../electron/web/start-web-server.ts';
import type { ServerEvent } from '../../../shared/protocol/protocol.ts';
import { sessionsOf } from '../../builders/sessions.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';

const PAGE = {
  'index.html':
    '<!doctype html><title>Bellwether</title><script type="module" src="/assets/app-1a2b.js"></script>',
  'assets/app-1a2b.js': 'export {};',
};

interface LogEntry {
  readonly event: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Served {
  readonly server: WebServer;
  readonly port: number;
  readonly dashboard: FakeDashboard;
  readonly clock: FakeClock;
  readonly logged: readonly LogEntry[];
  readonly tokens: MemoryTokens;
  readonly sessions: Sessions;
}

/** A web server on loopback, on a free port unless it is named; gone when the test is over. */
export async function serve(
  page: Readonly<Record<string, string>> = PAGE,
  sharing: Parameters<typeof startWebServer>[0]['sharing'] = null,
  tls: CertificateSource | null = null,
  port = 0,
): Promise<Served> {
  const tokens = new MemoryTokens();
  const dashboard = new FakeDashboard();
  const clock = new FakeClock();
  const logged: LogEntry[] = [];
  const logger = recordingLogger(logged);
  const sessions = sessionsOf(tokens, clock, logger);
  const started = await startWebServer({
    dashboard,
    tokens,
    sessions,
    sharing,
    trustLoopback: true,
    tls,
    clock,
    logger,
    host: '127.0.0.1',
    port,
    version: '1.2.3',
    rendererFolder: await folderWith(page),
  });
  if (!started.ok) throw new Error(started.error.message);
  const server = started.value;
  onTestFinished(() => server.close());
  return { server, port: server.port, dashboard, clock, logged, tokens, sessions };
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bellwether-web-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export function recordingLogger(logged: LogEntry[]): Logger {
  const log: Logger['info'] = (event, fields = {}) => void logged.push({ event, fields });
  return { debug: log, info: log, warn: log, error: log };
}

/** A connection that sends exactly this, and whose errors count as its end. */
export async function dial(port: number, text: string): Promise<Socket> {
  const connection = connect({ host: '127.0.0.1', port });
  connection.on('error', () => connection.destroy());
  onTestFinished(() => void connection.destroy());
  await once(connection, 'connect');
  connection.write(text);
  return connection;
}

export interface Answer {
  /** `null` when the connection ended without an answer. */
  readonly status: number | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Sends exactly this and reads until the server ends the connection. */
export async function exchange(port: number, text: string): Promise<Answer> {
  const connection = await dial(port, text);
  connection.setEncoding('utf8');
  let received = '';
  connection.on('data', (chunk: string) => (received += chunk));
  await once(connection, 'close');
  const [head = '', ...body] = received.split('\r\n\r\n');
  const [statusLine = '', ...lines] = head.split('\r\n');
  const headers = lines.map((line) => {
    const [name = '', ...value] = line.split(': ');
    return [name.toLowerCase(), value.join(': ')] as const;
  });
  const status = /^HTTP\/1\.1 (\d{3})/.exec(statusLine)?.[1];
  return {
    status: status === undefined ? null : Number(status),
    headers: Object.fromEntries(headers),
    body: body.join('\r\n\r\n'),
  };
}

/** A viewer that keeps what it was told. */
export class Viewer {
  readonly events: ServerEvent[] = [];
  readonly socket: WebSocket;
  #arrived: () => void = () => undefined;

  constructor(
    port: number,
    options: {
      readonly autoPong?: boolean;
      readonly perMessageDeflate?: boolean;
      readonly origin?: string | null;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    const {
      autoPong = true,
      perMessageDeflate = true,
      origin = `http://127.0.0.1:${port}`,
      headers = {},
    } = options;
    this.socket = new WebSocket(`ws://127.0.0.1:${port}/ws`, {
      autoPong,
      perMessageDeflate,
      headers,
      ...(origin !== null && { origin }),
    });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data) => {
      if (!Buffer.isBuffer(data)) throw new Error('not a text message');
      this.events.push(JSON.parse(data.toString()));
      this.#arrived();
    });
    onTestFinished(() => this.socket.terminate());
  }

  /** The first `count` events, as soon as they are there. */
  async heard(count: number): Promise<readonly ServerEvent[]> {
    while (this.events.length < count) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.events.slice(0, count);
  }

  /** The close code. */
  closed(): Promise<number> {
    return new Promise((resolve) => this.socket.once('close', resolve));
  }
}
