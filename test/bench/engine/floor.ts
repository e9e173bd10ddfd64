import { Client } from 'undici';
import { INTERVAL_MS, pathOf } from './fleet.ts';

/* The least that probing can cost: one fresh client a probe on the product's schedule, and nothing else. */

const [port, services] = process.argv.slice(2).map(Number) as [number, number];
const spacingMs = INTERVAL_MS / services;
const begun = performance.now();
let asked = 0;
let answered = 0;

async function probe(index: number): Promise<void> {
  const client = new Client(`http://127.0.0.1:${port}`);
  const { body } = await client.request({ path: pathOf(index), method: 'GET' });
  await body.text();
  await client.close();
  answered += 1;
}

function next(): void {
  void probe(asked % services);
  asked += 1;
  setTimeout(next, Math.max(0, begun + asked * spacingMs - performance.now()));
}

process.on('message', () => process.send?.(answered));
process.on('disconnect', () => process.exit());
next();
