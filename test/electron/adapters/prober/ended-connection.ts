import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createProber } from '../../../../electron/adapters/prober/create-prober.ts';
import type { HttpProbe, Service } from '../../../../shared/domain/service.ts';
import { serveHttp } from '../../../fixtures/fault-servers.ts';

/* A thread: the service it is given keeps its connection, and ends it in the turn in which the next probe begins. */

const service = workerData as Service & { readonly probe: HttpProbe };
const ends: (() => void)[] = [];
const server = await serveHttp((request, response) => {
  ends.push(() => request.socket.destroy());
  response.end('fine');
});
const prober = createProber({ clock: nodeClock, version: '1.2.3' });

function probe() {
  const here = { ...service, probe: { ...service.probe, url: server.url } };
  return prober.probe(here, new AbortController().signal);
}

await probe();
// Until the connection lies with those that can be used again.
for (let turn = 0; turn < 5; turn++) await setImmediate();
ends[0]?.();
const { outcome } = await probe();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread is no window
parentPort?.postMessage({ outcome, accepted: server.accepted() });
await prober.close();
await server.close();
