import { createServer } from 'node:http';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { WebSocket } from 'ws';
import { confStateStore } from '../../electron/adapters/conf-state-store.ts';
import { MemoryTokens } from '../fakes/memory-tokens.ts';
import { nodeClock } from '../../electron/adapters/node-clock.ts';
import { createProber } from '../../electron/adapters/prober/create-prober.ts';
import { openSqliteHistory } from '../../electron/adapters/sqlite-history.ts';
import { createEngine } from '../../electron/engine/create-engine.ts';
import type { Logger, Prober } from '../../electron/ports.ts';
import { startWebServer } from '../../electron/web/start-web-server.ts';
import type { HttpProbe } from '../../shared/domain/service.ts';
import { ok } from '../../shared/lib/result.ts';
import { rule, service } from '../builders/service.ts';

/* Five hundred services at ten seconds on this machine: real probes, storage and server. Prints figures, judges nothing. */

const SERVICES = 500;
const INTERVAL_MS = 10_000;
const SECONDS = 40;

const silent: Logger = { debug() {}, info() {}, warn() {}, error() {} };
const folder = mkdtempSync(join(tmpdir(), 'bellwether-bench-'));

const down = new Set<string>();
const target = createServer((request, response) => {
  response.writeHead(down.has(request.url ?? '') ? 503 : 200).end('ok');
});
target.listen(0, '127.0.0.1');
await once(target, 'listening');
const { port } = target.address() as AddressInfo;

const fleet = Array.from({ length: SERVICES }, (_, index) => {
  const probe: HttpProbe = {
    kind: 'http',
    url: `http://127.0.0.1:${port}/${index}`,
    method: 'GET',
    headers: {},
    expectStatus: [{ from: 200, to: 299 }],
    expectBody: null,
    expectJson: null,
    followRedirects: 3,
    reuseConnection: false,
    tls: { verify: true, caFile: null },
  };
  return service({ id: `s${index}`, intervalMs: INTERVAL_MS, probe, rules: [rule({ holdMs: 6000 })] });
});

const starts = new Map<string, number[]>();
const real = createProber({ clock: nodeClock, version: 'bench' });
const prober: Prober = {
  probe(watched, signal) {
    starts.set(watched.id, [...(starts.get(watched.id) ?? []), performance.now()]);
    return real.probe(watched, signal);
  },
  close: () => real.close(),
};

const opened = openSqliteHistory(join(folder, 'history.sqlite'), nodeClock, silent);
if (!opened.ok) throw new Error(opened.error.message);
const told: number[] = [];
const config = {
  services: fleet,
  groups: [],
  server: { host: '127.0.0.1', port: 0, share: false, names: [], openHealth: false },
  history: { samplesMs: 604_800_000, minutesMs: 2_592_000_000, hoursMs: 34_560_000_000 },
  warnings: [],
};
const created = createEngine(
  {
    clock: nodeClock,
    prober,
    history: opened.value.history,
    stateStore: confStateStore(folder, nodeClock),
    configStore: { path: 'bench', load: () => ok(config), watch: () => () => {} },
    notifiers: [
      {
        name: 'bench',
        deliver: () => {
          told.push(performance.now());
          return Promise.resolve(ok(undefined));
        },
      },
    ],
    logger: silent,
    network: { hasOutsideInterface: () => true },
  },
  {
    config,
    override: (next) => next,
    instance: { id: 'bench', version: 'bench', pid: process.pid, startedAt: Date.now(), demo: false },
    startNotices: [],
  },
);
if (!created.ok) throw new Error(created.error.message);
const engine = created.value;
const listening = await startWebServer({
  dashboard: engine.dashboard,
  tokens: new MemoryTokens(),
  sharing: null,
  logger: silent,
  clock: nodeClock,
  host: '127.0.0.1',
  port: 0,
  version: 'bench',
  rendererFolder: folder,
});
if (!listening.ok) throw new Error(listening.error.message);
const web = listening.value;

const delay = monitorEventLoopDelay({ resolution: 10 });
const begun = performance.now();
engine.start();
const socket = new WebSocket(`${web.url.replace('http', 'ws')}/ws`, { origin: web.url });
let received = 0;
socket.on('message', (data: Buffer) => (received += data.length));
const wait = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));
await wait(12_000);
delay.enable();
const cpuBefore = process.cpuUsage();
down.add('/7');
const [, ...later] = starts.get('s7') ?? [];
const known = later.length;
await wait(SECONDS * 1000);
const cpu = process.cpuUsage(cpuBefore);
delay.disable();

const first = Math.max(...[...starts.values()].map(([at = Infinity]) => at)) - begun;
const drifts = [...starts.entries()]
  .filter(([id]) => id !== 's7')
  .map(([, [, second = 0, ...rest]]) =>
    Math.max(0, ...rest.map((at, turn) => Math.abs(at - second - (turn + 1) * INTERVAL_MS))),
  );
const firstBad = (starts.get('s7') ?? [])[known + 1] ?? Number.NaN;
const answers: number[] = [];
for (let turn = 0; turn < 50; turn++) {
  const asked = performance.now();
  await (await fetch(`${web.url}/api/v1/services/s7`)).text();
  answers.push(performance.now() - asked);
}
answers.sort((a, b) => a - b);

const figures: readonly (readonly [string, string])[] = [
  ['services, interval', `${SERVICES}, ${INTERVAL_MS / 1000} s`],
  ['first round sent after', `${(first / 1000).toFixed(1)} s`],
  [
    'largest drift of a turn',
    `${Math.max(...drifts).toFixed(0)} ms (${(Math.max(...drifts) / INTERVAL_MS).toFixed(3)} of an interval)`,
  ],
  ['event loop delay p99', `${(delay.percentile(99) / 1e6).toFixed(1)} ms`],
  ['processor time', `${(((cpu.user + cpu.system) / 1e6 / SECONDS) * 100).toFixed(0)} % of one core`],
  ['memory (RSS)', `${(process.memoryUsage.rss() / 1e6).toFixed(0)} MB`],
  [
    'hold 6 s: told after the first bad probe left',
    `${(((told[0] ?? Number.NaN) - firstBad) / 1000).toFixed(2)} s`,
  ],
  ['service detail over HTTP, median of 50', `${(answers[25] ?? Number.NaN).toFixed(1)} ms`],
  ['sent to one open page', `${(received / 1024 / (SECONDS + 12)).toFixed(1)} KiB/s`],
];
process.stdout.write(figures.map(([name, value]) => `${name.padEnd(46)} ${value}\n`).join(''));

socket.terminate();
await web.close();
await engine.stop();
await prober.close();
opened.value.history.close();
target.closeAllConnections();
target.close();
rmSync(folder, { recursive: true, force: true });
