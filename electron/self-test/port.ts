import { once } from 'node:events';
import { createServer } from 'node:net';
import { listenHost, type ServerSettings } from '../../shared/config/config.ts';
import { explainListenError, type ListenFault } from '../web/listen-fault.ts';
import { failed, well, type Finding } from './finding.ts';
import type { Running } from './instance.ts';

/** The page can be published where the configuration says: the port is free, or it is our own instance that has it. */
export async function checkPort(settings: ServerSettings, running: Running): Promise<Finding<null>> {
  const { port } = settings;
  const host = listenHost(settings);
  const instance = running.client?.instance;
  if (instance?.port === port)
    return well(`${port} on ${host} is held by our own instance (process ${instance.pid})`);
  const fault = await tryToListen(host, port);
  if (fault !== null) return failed(fault.message.split('; ', 1)[0] ?? fault.message, wayOut(fault, port));
  const elsewhere = instance === undefined ? '' : `; the running instance is at ${instance.url}`;
  return well(`${port} on ${host} is free${elsewhere}`);
}

async function tryToListen(host: string, port: number): Promise<ListenFault | null> {
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
  } catch (error) {
    return explainListenError(error, host, port);
  }
  server.close();
  await once(server, 'close');
  return null;
}

const OTHER_PORT = 'write it as `port:` under `server:` in the configuration, or start with "serve --port"';

function wayOut({ code }: ListenFault, port: number): readonly string[] {
  switch (code) {
    case 'port-taken':
      return [
        `End what has the port; "${findCommand(port)}" names it.`,
        `Or take another port: ${OTHER_PORT}.`,
      ];
    case 'not-permitted':
      return [`Take a port from 1024 on: ${OTHER_PORT}.`];
    case 'address-not-available':
    case 'not-loopback':
      return ['Write `host: 127.0.0.1` under `server:` in the configuration, or leave `host` out.'];
  }
}

function findCommand(port: number): string {
  if (process.platform === 'win32') return `netstat -ano | findstr :${port}`;
  if (process.platform === 'darwin') return `lsof -nP -iTCP:${port} -sTCP:LISTEN`;
  return `ss -ltnp 'sport = :${port}'`;
}
