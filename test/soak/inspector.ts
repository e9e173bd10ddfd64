import { WebSocket } from 'ws';

/** The debugger's door of a Node process: what it knows of itself, asked from outside. */
export class Inspector {
  readonly #socket: WebSocket;
  #next = 0;
  readonly #open = new Map<number, PromiseWithResolvers<unknown>>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => {
      const { id, result } = JSON.parse(data.toString()) as {
        readonly id?: number;
        readonly result?: unknown;
      };
      if (id === undefined) return;
      this.#open.get(id ?? 0)?.resolve(result);
      this.#open.delete(id ?? 0);
    });
    socket.on('close', () => {
      for (const { reject } of this.#open.values()) reject(new Error('the process has ended'));
    });
  }

  static connect(url: string): Promise<Inspector> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.once('error', reject);
      socket.once('open', () => resolve(new Inspector(socket)));
    });
  }

  /** Kilobytes in use once everything is collected that can be. */
  async heap(): Promise<number> {
    await this.#ask('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#ask('Runtime.getHeapUsage')) as { readonly usedSize: number };
    return usedSize / 1000;
  }

  /** Timers, sockets and other things that keep the process alive. */
  async resources(): Promise<number> {
    const expression = 'process.getActiveResourcesInfo().length';
    const { result } = (await this.#ask('Runtime.evaluate', { expression })) as {
      readonly result: { readonly value: number };
    };
    return result.value;
  }

  close(): void {
    this.#socket.terminate();
  }

  #ask(method: string, params: object = {}): Promise<unknown> {
    this.#next += 1;
    const id = this.#next;
    const answer = Promise.withResolvers<unknown>();
    this.#open.set(id, answer);
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer.promise;
  }
}
