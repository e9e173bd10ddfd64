import { nodeClock } from '../../../../electron/adapters/node-clock.ts';
import { createWarmProber } from '../../../../electron/adapters/prober/warm-prober.ts';
import { checkAuthorities } from '../../../../electron/self-test/authorities.ts';
import { httpService, told } from './probe.ts';

/* A process of its own, since what it trusts is one for all of it: probes the address that it is given, once each for the files of authorities; then what `doctor` finds. */

const [url = '', ...caFiles] = process.argv.slice(2);
const prober = createWarmProber({ clock: nodeClock, version: '1.2.3' });
const seen: string[] = [];
for (const caFile of [null, ...caFiles]) {
  const service = httpService(url, { tls: { verify: true, caFile } });
  seen.push(told(await prober.probe(service, new AbortController().signal)));
}
await prober.close();
const finding = await checkAuthorities(process.platform, process.env);
process.stdout.write(JSON.stringify({ seen, finding }));
