import { EventEmitter } from 'node:events';
import { get as getHttp, type ClientRequest, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import type * as Electron from 'electron';

/** Chromium gives up after so many by itself. */
const MOST_REDIRECTS = 20;
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * `net.request` as far as a GET goes, by Node: the same events in the same order, a redirect that is followed only where
 * `followRedirect` is called within its event, and errors named as Chromium does. No proxy, cookies or cache.
 */
class NodeRequest extends EventEmitter implements Pick<Electron.ClientRequest, 'abort' | 'followRedirect'> {
  readonly #options: Electron.ClientRequestConstructorOptions;
  #asked: ClientRequest | null = null;
  #answer: IncomingMessage | null = null;
  #redirects = 0;
  #follows: boolean | null = null;
  #ended = false;

  constructor(options: Electron.ClientRequestConstructorOptions | string) {
    super();
    this.#options = typeof options === 'string' ? { url: options } : options;
    if (!/^https?:/.test(this.#options.url ?? ''))
      throw new Error('ClientRequest only supports http: and https: protocols');
  }

  end(): void {
    this.#ask(this.#options.url ?? '');
  }

  followRedirect(): void {
    if (this.#follows === null)
      throw new Error('followRedirect() called, but was not waiting for a redirect');
    this.#follows = true;
  }

  abort(): void {
    if (this.#ended) return;
    this.#die();
    this.emit('abort');
    this.emit('close');
    this.#answer?.emit('aborted');
  }

  #ask(url: string): void {
    const get = url.startsWith('https:') ? getHttps : getHttp;
    const headers = this.#options.headers as Record<string, string> | undefined;
    this.#asked = get(url, { headers: headers ?? {}, agent: false }, (answer) => {
      this.#onAnswer(answer, url);
    }).on('error', (error) => {
      this.#fail(new Error(`net::ERR_FAILED (${error.message})`));
    });
  }

  #onAnswer(answer: IncomingMessage, url: string): void {
    const { statusCode = 0 } = answer;
    const { location } = answer.headers;
    if (REDIRECTS.has(statusCode) && location !== undefined) {
      answer.destroy();
      this.#redirect(statusCode, new URL(location, url).href);
      return;
    }
    this.#answer = answer;
    answer.on('error', (error) => {
      this.#fail(error);
    });
    answer.on('end', () => {
      this.#ended = true;
      this.emit('close');
    });
    this.emit('response', answer);
  }

  #redirect(status: number, url: string): void {
    this.#redirects += 1;
    if (this.#redirects > MOST_REDIRECTS) return this.#fail(new Error('net::ERR_TOO_MANY_REDIRECTS'));
    if (this.#options.redirect === 'error')
      return this.#fail(new Error("Attempted to redirect, but redirect policy was 'error'"));
    this.#follows = this.#options.redirect !== 'manual';
    this.emit('redirect', status, 'GET', url, {});
    const follows = this.#follows;
    this.#follows = null;
    if (this.#ended) return;
    if (follows) this.#ask(url);
    else this.#fail(new Error('Redirect was cancelled'));
  }

  #fail(error: Error): void {
    if (this.#ended) return;
    this.#die();
    this.emit('error', error);
    this.emit('close');
  }

  #die(): void {
    this.#ended = true;
    this.#answer?.on('error', () => {});
    this.#asked?.on('error', () => {}).destroy();
  }
}

export function requestByNode(
  options: Electron.ClientRequestConstructorOptions | string,
): Electron.ClientRequest {
  return new NodeRequest(options) as unknown as Electron.ClientRequest;
}
