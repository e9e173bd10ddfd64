import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { nodeNetwork } from '../../../electron/adapters/node-network.ts';
import { createProber } from '../../../electron/adapters/prober/create-prober.ts';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

/*
 * In a network of its own, with a neighbour in another one: eth0 leads there and is the way of the default route, tun0 leads
 * there, too. Of time only the engine's is pretended.
 */

const ip = (...words: readonly string[]) => execFileSync('ip', words);

const NEIGHBOUR = `
const { createServer } = require('node:net');
const listen = (port) => createServer((socket) => socket.destroy()).listen(port);
listen(8000);
const wiki = listen(8001).once('listening', () => console.log('there'));
process.stdin.once('data', () => wiki.close(() => console.log('closed')));
`;
const neighbour = spawn('unshare', ['-n', process.execPath, '-e', NEIGHBOUR], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
await once(neighbour.stdout, 'data');
const there = ['nsenter', '-t', `${neighbour.pid}`, '-n', 'ip'] as const;
const ipThere = (...words: readonly string[]) => execFileSync(there[0], [...there.slice(1), ...words]);

function connect(name: string, far: string, own: string, other: string): void {
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', far);
  ip('link', 'set', far, 'netns', `${neighbour.pid}`);
  ip('addr', 'add', own, 'dev', name);
  ip('link', 'set', name, 'up');
  ipThere('addr', 'add', other, 'dev', far);
  ipThere('link', 'set', far, 'up');
}
ipThere('link', 'set', 'lo', 'up');
// Somebody has this address without the tunnel, too, and refuses.
ipThere('addr', 'add', '10.8.0.9/32', 'dev', 'lo');
connect('eth0', 'far0', '192.168.77.5/24', '192.168.77.1/24');
connect('tun0', 'far1', '10.8.0.7/16', '10.8.0.1/16');
ip('route', 'add', 'default', 'via', '192.168.77.1');

const at = (id: string, host: string, port: number) =>
  service({ id, loopback: false, address: `${host}:${port}`, probe: { kind: 'tcp', host, port } });
const desk = new Desk(
  at('wiki', '10.8.0.9', 8001),
  at('public', '192.168.77.1', 8000),
  at('own', '192.168.77.5', 9000),
  at('any', '0.0.0.0', 9000),
);
const here = createServer((socket) => socket.destroy()).listen(9000);
await once(here, 'listening');
const prober = createProber({ clock: nodeClock, version: '1.2.3' });
const network = nodeNetwork();
const open = new Set<Promise<unknown>>();
function awaited<Value>(promise: Promise<Value>): Promise<Value> {
  open.add(promise);
  void promise.finally(() => open.delete(promise));
  return promise;
}
desk.real = {
  prober: {
    capacity: prober.capacity,
    probe: (target, signal) => awaited(prober.probe(target, signal)),
    close: () => prober.close(),
  },
  network: { addresses: () => network.addresses(), waysOut: () => awaited(network.waysOut()) },
};

async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    await desk.clock.advance(1000);
    while (open.size > 0) await Promise.all(open);
    await setImmediate();
  }
}
const seen = () => {
  const { services } = desk.engine.dashboard.snapshot();
  return [...services.map(({ id, status, cause }) => `${id} ${status} ${cause}`), ...desk.toldTitles()];
};

desk.start();
await pass(70);
const before = seen();
neighbour.stdin.write('close\n');
await once(neighbour.stdout, 'data');
ip('link', 'del', 'tun0');
await pass(120);
const gone = seen();
connect('utun7', 'far1', '10.8.0.99/16', '10.8.0.1/16');
await pass(20);
const back = seen();
await pass(100);
const counted = seen();
ip('link', 'del', 'utun7');
ip('link', 'set', 'eth0', 'down');
await pass(60);
const alone = seen();
here.close();
await once(here, 'close');
await pass(60);
const broken = seen();
process.stdout.write(JSON.stringify({ before, gone, back, counted, alone, broken }));
await desk.engine.stop();
await prober.close();
neighbour.kill();
