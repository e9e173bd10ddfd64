import { createServer as createHttpServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { once } from 'node:events';
import { createServer as createTcpServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { parentPort } from 'node:worker_threads';
import { makeCertificate } from '../../../fixtures/certificates.ts';

/* In a thread of its own, whatever holds the prober: services that answer in 150 ms, one that never does, one without patience, one that resets what it accepts. */

const answer: RequestListener = (request, response) => {
  setTimeout(() => {
    if (request.url === '/redirect') response.writeHead(302, { location: '/plain' }).end();
    else if (request.url === '/hurry') response.writeHead(408, { connection: 'close' }).end();
    else if (request.url !== '/body') response.end('fine');
    else {
      response.write('fi');
      setTimeout(() => response.end('ne'), 50);
    }
  }, 150);
};

async function portOf(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const ports = {
  http: await portOf(createHttpServer(answer)),
  https: await portOf(createHttpsServer(makeCertificate(), answer)),
  silent: await portOf(createTcpServer((socket) => socket.on('error', () => {}).resume())),
  resetting: await portOf(createTcpServer((socket) => socket.on('error', () => {}).resetAndDestroy())),
  impatient: await portOf(
    createTcpServer((socket) => {
      const leave = setTimeout(() => socket.destroy(), 150);
      socket
        .on('error', () => {})
        .once('data', () => {
          clearTimeout(leave);
          socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        });
    }),
  ),
};
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
parentPort?.postMessage(ports);
