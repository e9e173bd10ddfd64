import { once } from 'node:events';
import { createServer } from 'node:http';

/** Runs with a service that is always well, on a free port of loopback; afterwards nothing listens there. */
export async function withLoopbackService<Value>(use: (port: number) => Promise<Value>): Promise<Value> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"status":"ok"}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the loopback service has no port');
  try {
    return await use(address.port);
  } finally {
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }
}
