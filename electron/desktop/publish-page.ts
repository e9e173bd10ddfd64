import { listenHost, type ServerSettings } from '../../shared/config/config.ts';
import { ok } from '../../shared/lib/result.ts';
import { openCertificate } from '../adapters/certificate-files.ts';
import { ownShares } from '../adapters/descriptor-limit.ts';
import { openDoors } from '../adapters/own-names.ts';
import type { Cancel, Clock, Logger, Sessions, Tokens } from '../ports.ts';
import type { Engine } from '../engine/engine.ts';
import { startWebServer, type WebServer } from '../web/start-web-server.ts';

const RETRY_MS = 30_000;

export interface PublishParts {
  readonly engine: Pick<Engine, 'dashboard' | 'notices'>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly version: string;
  readonly rendererFolder: string;
  /** As they are by now: a person may share the page, and stop sharing it. */
  settings(this: void): ServerSettings;
  onServing(this: void, server: WebServer): void;
}

export type ServingPage = Pick<WebServer, 'url' | 'port' | 'address'>;

export interface PublishedPage {
  /** `null` while the port cannot be had. */
  readonly server: ServingPage | null;
  /** After the settings have changed: those who look on are cut off and come back. */
  republish(): void;
  close(): Promise<void>;
}

/** Serves the page for browsers as soon as the port can be had; until then a notice says why not. Monitoring never waits for it. */
export function publishPage(parts: PublishParts): PublishedPage {
  const { engine, clock, logger, tokens, sessions, onServing } = parts;
  let server: WebServer | null = null;
  let cancelRetry: Cancel = () => {};
  let closed = false;
  let trying: Promise<void> = Promise.resolve();

  async function attempt(): Promise<void> {
    await stopServing();
    if (closed) return;
    const settings = parts.settings();
    const { port, names, trustLoopback, tls: files } = settings;
    const tls =
      files === null ? ok(null) : openCertificate(files, names, { clock, logger, notices: engine.notices });
    if (!tls.ok) return failed('certificate', `${tls.error}.`);
    const host = listenHost(settings);
    const started = await startWebServer({
      dashboard: engine.dashboard,
      clock,
      logger,
      tokens,
      sessions,
      version: parts.version,
      rendererFolder: parts.rendererFolder,
      host,
      port,
      sharing: openDoors(settings, clock),
      trustLoopback,
      tls: tls.value,
      shares: ownShares(),
    });
    if (!started.ok) return failed(started.error.code, sentence(host, port, started.error.code));
    server = started.value;
    engine.notices.withdraw('publishing');
    if (closed) await server.close();
    else onServing(server);
  }

  function failed(code: string, why: string): void {
    logger.warn('page not published', { code, message: why });
    const message = `Browsers cannot open the page: ${why} Monitoring goes on; it is tried again every 30 s.`;
    engine.notices.post('publishing', 'error', message);
    tryLater();
  }

  async function stopServing(): Promise<void> {
    const former = server;
    server = null;
    await former?.close();
  }

  /** One after the other: each attempt has the port to itself. */
  function start(): void {
    cancelRetry();
    trying = trying.then(attempt).catch((error: unknown) => {
      logger.error('page not published', { error });
      engine.notices.post('publishing', 'error', 'Browsers cannot open the page; the log says why.');
      tryLater();
    });
  }

  function tryLater(): void {
    if (!closed) cancelRetry = clock.after(RETRY_MS, start);
  }

  start();
  return {
    get server() {
      return server;
    },
    republish: start,
    close: async () => {
      closed = true;
      cancelRetry();
      await trying;
      await stopServing();
    },
  };
}

/** On the desktop nobody gives a port on a command line: the way out is the settings. */
function sentence(host: string, port: number, code: string): string {
  switch (code) {
    case 'port-taken':
      return `port ${port} is in use by another program; stop that, or choose another port in the settings file and start Bellwether again.`;
    case 'not-permitted':
      return `listening on port ${port} is not permitted; choose a port from 1024 on in the settings file.`;
    default:
      return `this machine cannot listen on ${host}.`;
  }
}
