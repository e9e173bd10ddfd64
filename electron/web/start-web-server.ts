import { once } from 'node:events';
import type { Server } from 'node:http';
import { fastify } from 'fastify';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Clock, Dashboard, Logger } from '../ports.ts';
import { isLoopbackHost } from './access-policy.ts';
import { createHttpServer, refuseBrokenRequest } from './http-server.ts';
import { explainListenError, notLoopbackFault, type ListenFault } from './listen-fault.ts';
import { startLiveUpdates } from './live-updates.ts';
import { addRoutes, sendNotFound } from './routes.ts';
import { readStaticFiles } from './static-files.ts';

interface WebServerOptions {
  readonly dashboard: Dashboard;
  readonly logger: Logger;
  readonly clock: Clock;
  /** A name or address of loopback. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly version: string;
  /** Where the built page is. */
  readonly rendererFolder: string;
}

export interface WebServer {
  /** Such as `http://127.0.0.1:9999`. */
  readonly url: string;
  readonly port: number;
  /** Says goodbye to viewers, cuts every other connection; takes a second at most. */
  close(): Promise<void>;
}

export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer, ListenFault>> {
  const { dashboard, clock, logger, host, port } = options;
  if (!isLoopbackHost(host)) return err(notLoopbackFault(host));
  const files = await readStaticFiles(options.rendererFolder);
  const updates = startLiveUpdates(dashboard, clock, logger);
  const app = fastify({
    logger: false,
    // Longer ids get a fault of the decoder that says so.
    routerOptions: { maxParamLength: 1000 },
    serverFactory: (handle) => createHttpServer(handle, updates.accept, logger),
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: (_, request, reply) => void sendNotFound(request, reply),
  });
  addRoutes(app, { ...options, files });
  await app.ready();
  const { server } = app;
  try {
    await listen(server, host, port);
  } catch (error) {
    await updates.close();
    return err(await explainListenError(error, host, port));
  }
  // Such as no file descriptor left for a new connection: those that are there live on.
  server.on('error', (error) => logger.error('web server in trouble', { error: error.message }));

  const address = listeningAddress(server);
  logger.info('web server listening', { url: address.url });
  let closing: Promise<void> | null = null;
  return ok({
    ...address,
    close() {
      closing ??= close(server, updates.close());
      return closing;
    },
  });
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening');
}

function listeningAddress(server: Server): { readonly url: string; readonly port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the web server has no address');
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return { url: `http://${name}:${address.port}`, port: address.port };
}

async function close(server: Server, viewersGone: Promise<void>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await viewersGone;
  await closed;
}
