import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createProber } from '../../../../electron/adapters/prober/create-prober.ts';
import { serveTcp } from '../../../fixtures/fault-servers.ts';
import { tcpService, told } from './probe.ts';

/* In a network of its own that has four ports to choose from, all of which get taken by connections that stay open. */

const servers = [await serveTcp(() => {}, '127.0.0.1', 39_000), await serveTcp(() => {}, '::1', 39_000)];
const prober = createProber({ clock: nodeClock, version: '1.2.3' });
const probe = async (host: string) =>
  told(await prober.probe(tcpService(host, 39_000), new AbortController().signal)).replace(
    /^answered.*/,
    'answered',
  );
const probeBoth = async () => [await probe('127.0.0.1'), await probe('::1')];

const before = await probeBoth();
const taken: Socket[] = [];
for (const host of ['127.0.0.1', '::1']) {
  for (let left = true; left;) {
    const socket = connect(39_000, host);
    left = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    taken.push(socket);
  }
}
const without = await probeBoth();
const lacking = await probe('2001:db8::1');
for (const socket of taken) socket.destroy();
process.stdout.write(JSON.stringify({ before, without, lacking }));
await prober.close();
for (const server of servers) await server.close();
