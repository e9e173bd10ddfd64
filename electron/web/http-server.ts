import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer, Server as SecureServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Identity } from '../ports.ts';
import type { Guard } from './guard.ts';
import { boundConnections, limitUnanswered } from './bound-connections.ts';
import { SOCKET_PATH, withoutFinalSlash } from './operations.ts';
import { answerPlainHttp } from './plain-http.ts';
import { TOO_LONG, TOO_SLOW, UNREADABLE, type Refusal } from './refusals.ts';
import { refuseConnection, refuseRequest, securityHeaders } from './response-headers.ts';

/** Checked once a second, so that whoever sends slowly or nothing is gone after five seconds. */
const REQUEST_TIMEOUT_MS = 4000;
const CHECKING_INTERVAL_MS = 1000;
const KEEP_ALIVE_MS = 5000;
/** Somebody reads nothing of his answer: Node looks that often, and cuts off what stands as it stood the time before. */
const STALLED_MS = 5000;
/** Nobody we know asks again before he is answered; a thousand unread answers of one connection would fill the memory. */
const MAX_UNANSWERED = 4;
/** Cookies of every other program on this host name come along: four times of what Node would take, and more than most servers. */
const MAX_HEADER_BYTES = 65_536;

type Upgrade = (request: IncomingMessage, connection: Duplex, head: Buffer) => void;

/** A server whose every door (requests, upgrades, refusals, 404s) is behind the access policy and carries the headers. */
export function createHttpServer(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade: Upgrade,
  guard: Guard,
  identity: Identity | null,
  mostConnections: number,
): Server {
  const mayAsk = limitUnanswered(MAX_UNANSWERED);

  function enter(request: IncomingMessage, response: ServerResponse, askedToContinue = false): void {
    if (!mayAsk(request, response)) return;
    const verdict = guard.admit(request, false);
    const headers = securityHeaders(verdict.allowed ? verdict.sockets : []);
    response.setHeaders(new Map(Object.entries(headers)));
    if (!verdict.allowed) return refuseRequest(response, verdict);
    if (askedToContinue) response.writeContinue();
    handle(request, response);
  }

  const limits = {
    connectionsCheckingInterval: CHECKING_INTERVAL_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    // The policy does that, with the headers that belong on every answer.
    requireHostHeader: false,
    shouldUpgradeCallback: (request: IncomingMessage) => withoutFinalSlash(pathOf(request)) === SOCKET_PATH,
  };
  const server = identity === null ? createServer(limits) : secureServer(limits, identity, guard);
  server.on('request', (request, response) => enter(request, response));
  server.timeout = STALLED_MS;
  // Node would drop what is beyond its limit silently, and with it perhaps a second Host: the policy counts instead.
  server.maxHeadersCount = 0;
  boundConnections(server, mostConnections);
  // Without a handshake there is nobody to talk to.
  server.on('tlsClientError', (_, connection: Duplex) => connection.destroy());
  server.on('checkExpectation', (request, response) => enter(request, response));
  server.on('checkContinue', (request, response) => enter(request, response, true));
  server.on('upgrade', (request, connection, head) => {
    const verdict = guard.admit(request, true);
    if (verdict.allowed) upgrade(request, connection, head);
    else refuseConnection(connection, verdict);
  });
  return server;
}

function secureServer(limits: ServerOptions, identity: Identity, guard: Guard): SecureServer {
  const server = createSecureServer({
    ...limits,
    ...contextOf(identity),
    handshakeTimeout: REQUEST_TIMEOUT_MS,
  });
  answerPlainHttp(server, REQUEST_TIMEOUT_MS, (host, port) => {
    const asked = host === null ? null : guard.ownName(host);
    if (asked === null) return 'This port speaks https: write https:// in front of the address.';
    return `This port speaks https: the address is https://${asked.name}:${asked.port ?? port}/`;
  });
  return server;
}

/** From the next connection on. */
export function showCertificate(server: Server, identity: Identity): void {
  if (server instanceof SecureServer) server.setSecureContext(contextOf(identity));
}

function contextOf({ certificate, key }: Identity) {
  return { cert: certificate, key, minVersion: 'TLSv1.2' } as const;
}

/** For a request that Node could not read. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, connection: Socket): void {
  if (error.code === 'ECONNRESET' || !connection.writable) {
    connection.destroy();
    return;
  }
  refuseConnection(connection, refusalOfBroken(error.code));
}

/** Without the query. */
export function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function refusalOfBroken(code: string | undefined): Refusal {
  if (code === 'HPE_HEADER_OVERFLOW') return TOO_LONG;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? TOO_SLOW : UNREADABLE;
}
