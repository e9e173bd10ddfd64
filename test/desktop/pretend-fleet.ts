import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { freePort } from './start-desktop.ts';

/** Services that answer as a test says: one server, one path each. */
export class Fleet {
  readonly down = new Set<string>();
  /** Never answered. */
  readonly hanging = new Set<string>();
  asked = 0;
  /** Epoch ms with fractions, by name. */
  readonly askedAt = new Map<string, number[]>();
  /** By id; the id in capitals where there is none. */
  readonly titles = new Map<string, string>();
  readonly #names: readonly string[];
  readonly #server: Server;
  port = 0;
  page = 0;

  constructor(...names: readonly string[]) {
    this.#names = names;
    this.#server = createServer((request, response) => {
      const name = request.url?.slice(1) ?? '';
      this.asked += 1;
      this.askedAt.set(name, [...(this.askedAt.get(name) ?? []), performance.timeOrigin + performance.now()]);
      if (this.hanging.has(name)) return;
      response.writeHead(this.down.has(name) ? 503 : 200).end('ok');
    });
  }

  async listen(): Promise<this> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    this.page = await freePort();
    return this;
  }

  /** Probed each second; an alert fires after two seconds, or as soon as `hold` says. */
  config(server: object = {}, hold = '2s'): object {
    return {
      version: 1,
      server: { port: this.page, ...server },
      defaults: { interval: '1s', timeout: '900ms', degradedAfter: '500ms', downAfter: '800ms' },
      services: this.#names.map((name) => ({
        id: name,
        name: this.titles.get(name) ?? name.toUpperCase(),
        http: { url: `http://127.0.0.1:${this.port}/${name}` },
        links: { runbook: `https://example.com/${name}` },
      })),
      rules: [{ id: 'service-down', when: 'down', for: hold, severity: 'critical', cooldown: '0s' }],
    };
  }

  /** The page for browsers, and the REST face. */
  async get(path: string): Promise<unknown> {
    const response = await fetch(`http://127.0.0.1:${this.page}${path}`);
    return response.json();
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
