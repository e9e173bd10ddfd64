import { once } from 'node:events';
import type { Server } from 'node:http';
import { isIPv6, type Socket } from 'node:net';
import { fastify } from 'fastify';
import { FULL_SHARES, type DescriptorShares } from '../../shared/domain/descriptor-shares.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { CertificateSource, Clock, Dashboard, Identity, Logger, Sessions, Tokens } from '../ports.ts';
import { Compressor } from './compressor.ts';
import { createGuard } from './guard.ts';
import { bracketed, isLoopbackHost, localAddress } from './host-names.ts';
import { createHttpServer, refuseBrokenRequest, showCertificate } from './http-server.ts';
import { explainListenError, notLoopbackFault, type ListenFault } from './listen-fault.ts';
import { startLiveUpdates } from './live-updates.ts';
import { MAX_BODY_BYTES } from './refusals.ts';
import { addRoutes, sendNotFound } from './routes.ts';
import { readStaticFiles } from './static-files.ts';

interface WebServerOptions {
  readonly dashboard: Dashboard;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  /** A name or address to listen on; only of loopback unless it is shared. */
  readonly host: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly version: string;
  /** Where the built page is. */
  readonly rendererFolder: string;
  /** `null` for this machine only. */
  readonly sharing: WebSharing | null;
  /** Whoever connects from this machine to a name of loopback may look without a token. */
  readonly trustLoopback: boolean;
  /** `null` for plain http. */
  readonly tls: CertificateSource | null;
  /** Of the descriptors of this process; those of one without a limit when left out. */
  readonly shares?: DescriptorShares;
}

interface WebSharing {
  /** By which other machines know this one right now, in lower case, IPv6 in brackets. */
  names(this: void): ReadonlySet<string>;
  /** Whole origins under which browsers reach it through a proxy. */
  readonly origins: ReadonlySet<string>;
  /** `/health` is read without a token, too. */
  readonly openHealth: boolean;
  /** The same for `/metrics`. */
  readonly openMetrics: boolean;
}

const NO_NAMES: ReadonlySet<string> = new Set();

export interface WebServer {
  /** Such as `http://127.0.0.1:9999`: for this machine. */
  readonly url: string;
  readonly port: number;
  /** That it listens on, as the system says it: `::` takes IPv4, too. */
  readonly address: string;
  /** Says goodbye to viewers, cuts every other connection; takes a second at most. */
  close(): Promise<void>;
}

export async function startWebServer(options: WebServerOptions): Promise<Result<WebServer, ListenFault>> {
  const {
    tokens,
    sessions,
    clock,
    logger,
    host,
    port,
    sharing,
    trustLoopback,
    tls,
    shares = FULL_SHARES,
  } = options;
  if (sharing === null && !isLoopbackHost(host)) return err(notLoopbackFault(host));
  const files = await readStaticFiles(options.rendererFolder);
  const page = new Set(files.keys());
  const identity = tls?.current() ?? null;
  const guard = createGuard({
    tokens,
    sessions,
    clock,
    logger,
    publication: () => ({
      shared: sharing !== null,
      names: sharing?.names() ?? NO_NAMES,
      origins: sharing?.origins ?? NO_NAMES,
      page,
      openHealth: sharing?.openHealth === true,
      openMetrics: sharing?.openMetrics === true,
      trustLoopback,
    }),
  });
  const compressor = new Compressor();
  const updates = startLiveUpdates({ ...options, guard, compressor, mostViewers: shares.viewers });
  const app = fastify({
    logger: false,
    bodyLimit: MAX_BODY_BYTES,
    // Longer ids get a fault of the decoder that says so.
    routerOptions: { maxParamLength: 1000, ignoreTrailingSlash: true },
    serverFactory: (handle) => createHttpServer(handle, updates.accept, guard, identity, shares.connections),
    clientErrorHandler: refuseBrokenRequest,
    frameworkErrors: (_, request, reply) => void sendNotFound(request, reply),
  });
  addRoutes(app, { ...options, files, guard, compressor });
  await app.ready();
  const { server } = app;
  const connections = openConnections(server);
  try {
    await listen(server, host, port);
  } catch (error) {
    await updates.close();
    return err(await explainListenError(error, host, port));
  }
  // Such as no file descriptor left for a new connection: those that are there live on.
  server.on('error', (error) => logger.error('web server in trouble', { error: error.message }));

  const address = listeningAddress(server, identity);
  logger.info('web server listening', { url: address.url });
  const stopRenewing = tls?.watch((renewed) => showCertificate(server, renewed));
  let closing: Promise<void> | null = null;
  return ok({
    ...address,
    close() {
      stopRenewing?.();
      closing ??= close(server, connections, updates.close());
      return closing;
    },
  });
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening');
}

function listeningAddress(
  server: Server,
  identity: Identity | null,
): Pick<WebServer, 'url' | 'port' | 'address'> {
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the web server has no address');
  const { address, port } = bound;
  const own = localAddress(address);
  const name = isIPv6(own) ? writtenOut(own) : own;
  if (identity === null) return { url: `http://${name}:${port}`, port, address };
  const byName = isLoopbackHost(own) && !identity.certifies(own) && identity.certifies('localhost');
  return { url: `https://${byName ? 'localhost' : name}:${port}`, port, address };
}

/** A zone (`fe80::1%eth0`) belongs to the address as this machine sees it (RFC 6874). */
function writtenOut(address: string): string {
  const zone = /%(.*)$/.exec(address)?.[1];
  const name = bracketed(address);
  return zone === undefined ? name : `${name.slice(0, -1)}%25${zone}]`;
}

/** Also those that are in the middle of a handshake, which the server itself does not count. */
function openConnections(server: Server): ReadonlySet<Socket> {
  const connections = new Set<Socket>();
  server.on('connection', (connection: Socket) => {
    connections.add(connection);
    connection.once('close', () => connections.delete(connection));
  });
  return connections;
}

async function close(
  server: Server,
  connections: ReadonlySet<Socket>,
  viewersGone: Promise<void>,
): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await viewersGone;
  for (const connection of connections) connection.destroy();
  await closed;
}
