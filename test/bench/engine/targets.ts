import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ANSWER_MS, healthOf, indexOf, SLOW_MS } from './fleet.ts';

/* The fleet of targets, a program of its own: its work must not count as the product's. Controlled over IPC. */

const broken = new Set<number>();
/** Of each service, when its first request since `forget` came (epoch ms). */
const firstAsked = new Map<number, number>();

const server = createServer((request, response) => {
  const index = indexOf(request.url ?? '');
  const ours = request.headers['user-agent']?.startsWith('Bellwether') === true;
  if (ours && !firstAsked.has(index)) firstAsked.set(index, performance.timeOrigin + performance.now());
  const health = broken.has(index) ? 'bad' : healthOf(index);
  const answer = () => response.writeHead(health === 'bad' ? 503 : 200).end('{"status":"ok"}');
  setTimeout(answer, health === 'slow' ? SLOW_MS : ANSWER_MS);
});

export type Control =
  | { readonly type: 'break' | 'mend'; readonly index: number }
  | { readonly type: 'forget' }
  | { readonly type: 'first-asked' };

process.on('message', (control: Control) => {
  switch (control.type) {
    case 'break':
      broken.add(control.index);
      return;
    case 'mend':
      broken.delete(control.index);
      return;
    case 'forget':
      firstAsked.clear();
      return;
    case 'first-asked':
      process.send?.([...firstAsked.values()]);
  }
});
process.on('disconnect', () => process.exit());
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
