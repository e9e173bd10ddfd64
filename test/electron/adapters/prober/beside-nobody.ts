import { closeSync, openSync } from 'node:fs';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createWarmProber } from '../../../../electron/adapters/prober/warm-prober.ts';
import { httpService, told } from './probe.ts';

/* In a network of its own whose loopback is down, with 64 descriptors at most: first none of them is left. */

const service = httpService('https://127.0.0.1:39000/', {}, { timeoutMs: 1000 });
const probe = async (prober: ReturnType<typeof createWarmProber>) =>
  told(await prober.probe(service, new AbortController().signal));

const taken: number[] = [];
const takeAll = () => {
  for (;;) taken.push(openSync('/dev/null', 'r'));
};
const short = createWarmProber({ clock: nodeClock, version: '1.2.3' });
try {
  takeAll();
} catch {
  // That was the last one.
}
const without = await probe(short);
const { capacity } = short;
for (const descriptor of taken) closeSync(descriptor);
await short.close();

const alone = createWarmProber({ clock: nodeClock, version: '1.2.3' });
const cut = await probe(alone);
await alone.close();
process.stdout.write(JSON.stringify({ without, capacity, cut }));
