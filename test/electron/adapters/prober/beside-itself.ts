import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createProber } from '../../../../electron/adapters/prober/create-prober.ts';
import { tcpService, told } from './probe.ts';

/* In a network of its own that has a handful of ports to choose from, one of which is probed: nobody listens there. */

const prober = createProber({ clock: nodeClock, version: '1.2.3' });
const seen = new Set<string>();
for (const host of ['127.0.0.1', '::1']) {
  for (let turn = 0; turn < 40; turn++) {
    for (const port of [40_000, 40_001]) {
      seen.add(told(await prober.probe(tcpService(host, port), new AbortController().signal)));
    }
  }
}
process.stdout.write(JSON.stringify([...seen].sort()));
await prober.close();
