import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Services that answer at once as they are told, and when they were answered is kept. */
export class AnsweringFleet {
  readonly ids: readonly string[];
  readonly down = new Set<string>();
  /** Asked, and never answered. */
  readonly hanging = new Set<string>();
  /** Per service, when its answers had left (epoch ms), oldest first. */
  readonly answered: ReadonlyMap<string, number[]>;
  readonly #server: Server;

  constructor(services: number) {
    this.ids = Array.from({ length: services }, (_, index) => `s${index}`);
    this.answered = new Map(this.ids.map((id) => [id, []]));
    this.#server = createServer((request, response) => {
      const id = request.url?.slice(1) ?? '';
      if (this.hanging.has(id)) return;
      response.once('finish', () => this.answered.get(id)?.push(Date.now()));
      response.writeHead(this.down.has(id) ? 503 : 200).end('ok');
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return this;
  }

  /** A request has come, of anybody. */
  async asked(): Promise<void> {
    await once(this.#server, 'request');
  }

  /** A configuration that watches them all each second. */
  document(): string {
    const { port } = this.#server.address() as AddressInfo;
    return JSON.stringify({
      version: 1,
      defaults: { interval: '1s', timeout: '3s', degradedAfter: '1s', downAfter: '2s' },
      services: this.ids.map((id) => ({ id, http: { url: `http://127.0.0.1:${port}/${id}` } })),
      rules: [{ id: 'service-down', when: 'down', for: '1s', severity: 'critical', cooldown: '0s' }],
    });
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}
