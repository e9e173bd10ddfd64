import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { end, launch } from '../fixtures/program.ts';
import { AnsweringFleet } from './answering-fleet.ts';
import { Inspector } from './inspector.ts';
import { risesAbove, slopeOf } from './slope.ts';
import type { Finding } from './verdict.ts';

const SERVICES = 50;
const SPACING_MS = 2000;
/** Compiled code and caches settle in this share of the run: V8 still compiles in the fourth minute. */
const WARM_UP = 0.5;
/** A shorter run ends while V8 still compiles: what the heap takes then is only told. */
const HEAP_JUDGED_FROM_MINUTES = 10;
/** Of so many readings the least counts: what the probes of a moment hold is no growth. */
const BLOCK = 5;

type Point = readonly [minute: number, value: number];

interface Measure {
  readonly name: string;
  readonly unit: string;
  /** Per minute, beyond what chance explains; `null` where the figure is only told. */
  readonly limit: number | null;
  read(this: void): Promise<number>;
}

/** The built product under load: whether what it holds grows. */
export async function soakSlopes(minutes: number): Promise<readonly Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-slopes-'));
  const file = join(folder, 'bellwether.json');
  const fleet = await new AnsweringFleet(SERVICES).listen();
  writeFileSync(file, fleet.document());
  const words = ['--config', file, '--data-dir', join(folder, 'data')];
  const { child, ready } = launch(words, ['--inspect=127.0.0.1:0']);
  const instance = await ready;
  const inspector = await Inspector.connect(/ws:\/\/\S+/.exec(instance.output())?.[0] ?? '');
  const process = `/proc/${child.pid ?? 0}`;
  const measures: readonly Measure[] = [
    // 50 services at 1 s are 3,000 probes a minute: 17 bytes kept of each would be noticed.
    {
      name: 'heap',
      unit: 'KB',
      limit: minutes < HEAP_JUDGED_FROM_MINUTES ? null : 50,
      read: () => inspector.heap(),
    },
    { name: 'timers and other resources', unit: '', limit: 1, read: () => inspector.resources() },
    { name: 'open handles', unit: '', limit: 1, read: async () => readdirSync(`${process}/fd`).length },
    { name: 'memory (RSS)', unit: 'KB', limit: null, read: async () => residentOf(process) },
  ];
  const points = new Map(measures.map(({ name }) => [name, [] as Point[]]));
  const began = performance.now();
  const passed = () => (performance.now() - began) / 60_000;
  while (passed() < minutes) {
    await wait(SPACING_MS);
    // One of them goes down and comes back now and then, as services do.
    fleet.down.clear();
    if (Math.floor(passed() * 2) % 2 === 1) fleet.down.add('s7');
    for (const { name, read } of measures) points.get(name)?.push([passed(), await read()]);
  }
  inspector.close();
  await end(child, 'SIGTERM');
  fleet.close();
  rmSync(folder, { recursive: true, force: true });
  return measures.map(({ name, unit, limit }) => {
    const settled = (points.get(name) ?? []).filter(([minute]) => minute >= minutes * WARM_UP);
    const slope = slopeOf(leastOfBlocks(settled));
    const last = settled.at(-1)?.[1] ?? Number.NaN;
    return {
      property: `${name}, a minute of ${minutes}`,
      figure: `${slope.perUnit.toFixed(1)} ${unit} +/- ${slope.error.toFixed(1)}, ${last.toFixed(0)} ${unit} at the end`,
      holds: limit === null ? null : !risesAbove(slope, limit),
    };
  });
}

function leastOfBlocks(points: readonly Point[]): readonly Point[] {
  const blocks = Array.from({ length: Math.floor(points.length / BLOCK) }, (_, index) =>
    points.slice(index * BLOCK, (index + 1) * BLOCK),
  );
  return blocks.map((block) => block.reduce((least, point) => (point[1] < least[1] ? point : least)));
}

function residentOf(process: string): number {
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`${process}/status`, 'utf8'))?.[1]) * 1.024;
}
