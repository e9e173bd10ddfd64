import { fork, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { builtProgram, end } from '../../fixtures/program.ts';
import type { Control } from './targets.ts';

const program = (name: string) => join(import.meta.dirname, name);

async function answer<Value>(child: ChildProcess): Promise<Value> {
  const [value] = (await once(child, 'message')) as [Value];
  return value;
}

export interface Targets {
  readonly port: number;
  control(control: Control): void;
  /** Of each service that the product has asked since it was told to forget: when first (epoch ms). */
  firstAsked(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

export async function startTargets(): Promise<Targets> {
  const child = fork(program('targets.ts'));
  const port = await answer<number>(child);
  const control = (word: Control) => void child.send(word);
  return {
    port,
    control,
    firstAsked: async () => {
      control({ type: 'first-asked' });
      return await answer(child);
    },
    stop: async () => void (await end(child, 'SIGTERM')),
  };
}

export interface Floor {
  readonly pid: number;
  /** Probes so far. */
  answered(): Promise<number>;
  stop(): Promise<void>;
}

export function startFloor(port: number, services: number): Floor {
  const child = fork(program('floor.ts'), [String(port), String(services)]);
  return {
    pid: child.pid ?? 0,
    answered: async () => {
      child.send('answered');
      return await answer(child);
    },
    stop: async () => void (await end(child, 'SIGTERM')),
  };
}

export interface Product {
  readonly pid: number;
  readonly url: string;
  watchLoop(): void;
  loopDelay(): Promise<{ readonly p50Ms: number; readonly p99Ms: number; readonly maxMs: number }>;
  stop(): Promise<void>;
}

/** The built product as people start it, with the loop's histogram at hand. */
export async function startProduct(configPath: string, folder: string): Promise<Product> {
  const words = [
    '--import',
    pathToFileURL(program('loop-delay.mjs')).href,
    builtProgram('cli'),
    'serve',
    '--json',
    '--port',
    '0',
    '--config',
    configPath,
    '--data-dir',
    folder,
  ];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  const { stdout } = child;
  if (stdout === null) throw new Error('no pipe to the product');
  let output = '';
  for await (const text of stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    output += String(text);
    if (output.includes('\n')) break;
  }
  stdout.resume();
  const { pid, url } = JSON.parse(output) as { readonly pid: number; readonly url: string };
  return {
    pid,
    url,
    watchLoop: () => void child.send('start'),
    loopDelay: async () => {
      child.send('report');
      return await answer(child);
    },
    stop: async () => void (await end(child, 'SIGTERM')),
  };
}
