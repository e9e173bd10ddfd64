import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createProber } from '../../../../electron/adapters/prober/create-prober.ts';
import { widenThreadPool } from '../../../../electron/adapters/thread-pool.ts';
import { serveHttp } from '../../../fixtures/fault-servers.ts';
import { httpService, told } from './probe.ts';

/* In a network of its own: a name server that answers for names that begin with "good", and is silent on all others. */

widenThreadPool();
const names = createSocket('udp4');
names.on('message', (query, { port, address }) => {
  const length = query[12] ?? 0;
  if (!query.toString('latin1', 13, 13 + length).startsWith('good')) return;
  const question = query.subarray(12, query.indexOf(0, 12) + 5);
  const isIpv4 = question.at(-3) === 1;
  const head = Buffer.from([...query.subarray(0, 2), 0x81, 0x80, 0, 1, 0, isIpv4 ? 1 : 0, 0, 0, 0, 0]);
  const record = Buffer.from([0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1]);
  names.send(Buffer.concat([head, question, ...(isIpv4 ? [record] : [])]), port, address);
});
names.bind(53, '127.0.0.1');
await once(names, 'listening');

const server = await serveHttp((_request, response) => response.end('fine'));
const prober = createProber({ clock: nodeClock, version: '1.2.3' });
async function probe(name: string, timeoutMs: number): Promise<string> {
  const service = httpService(`http://${name}:${server.port}/`, {}, { timeoutMs });
  return told(await prober.probe(service, new AbortController().signal));
}

const dead = Promise.all(Array.from({ length: 20 }, (_, index) => probe(`dead-${index}.test`, 3000)));
const healthy: string[] = [];
for (let round = 0; round < 3; round++) {
  // The dead ones hold on: with threads for both, these end before those.
  const found = await Promise.race([
    Promise.all(Array.from({ length: 5 }, (_, index) => probe(`good-${index}.test`, 60_000))),
    dead.then(() => ['later than the dead']),
  ]);
  healthy.push(...found);
}
process.stdout.write(JSON.stringify({ dead: await dead, healthy }), () => {
  // Its own lookups would hold its end.
  process.kill(process.pid, 'SIGKILL');
});
