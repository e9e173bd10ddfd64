import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';

/* A program: some healthy services of a desk, until its parent says otherwise of one, or ends. */

export type DeskKind = 'http' | 'json' | 'https' | 'tcp';

/** What a service is and how long its answer takes. */
export interface DeskService {
  readonly id: string;
  readonly kind: DeskKind;
  readonly latencyMs: number;
}

export type DeskWord =
  | {
      readonly type: 'start';
      readonly services: readonly DeskService[];
      readonly cert: string;
      readonly key: string;
    }
  /** Nobody listens any more; it accepts and never answers; it is well again. */
  | { readonly type: 'down' | 'hang' | 'heal'; readonly id: string };

class Running {
  readonly #server: Server;
  readonly #open = new Set<Socket>();
  #hangs = false;
  port = 0;

  constructor({ kind, latencyMs }: DeskService, cert: string, key: string) {
    const answer: RequestListener = (_request, response) => {
      if (!this.#hangs) setTimeout(() => response.end('{"status":"ok"}'), latencyMs);
    };
    if (kind === 'tcp') this.#server = createTcpServer();
    else this.#server = kind === 'https' ? createHttpsServer({ cert, key }, answer) : createServer(answer);
    this.#server.on('connection', (socket: Socket) => {
      this.#open.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => this.#open.delete(socket));
    });
  }

  async listen(): Promise<number> {
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    return this.port;
  }

  become(state: 'down' | 'hang' | 'heal'): void {
    this.#hangs = state === 'hang';
    if (state === 'down') this.#server.close();
    for (const socket of this.#open) socket.destroy();
    if (state === 'heal' && !this.#server.listening) void this.listen();
  }
}

const running = new Map<string, Running>();

async function obey(word: DeskWord): Promise<void> {
  if (word.type !== 'start') return running.get(word.id)?.become(word.type);
  const ports: Record<string, number> = {};
  for (const service of word.services) {
    const server = new Running(service, word.cert, word.key);
    running.set(service.id, server);
    ports[service.id] = await server.listen();
  }
  process.send?.(ports);
}

process.on('message', (word: DeskWord) => void obey(word));
process.on('disconnect', () => process.exit());
