import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { decodeDocument, type DecodeJob } from '../../../electron/adapters/decode-document.ts';
import { decodeInThread } from '../../../electron/adapters/decode-in-thread.ts';
import { temporaryFolder } from './storage-fixture.ts';

function job(text: string): DecodeJob {
  return { text, file: join(temporaryFolder(), 'a.yaml'), format: 'yaml', environment: { TOKEN: 't0p' } };
}

function services(count: number): string {
  const lines = Array.from(
    { length: count },
    (_, index) =>
      `  - { id: s${index}, http: { url: "http://localhost:${index + 1}/", headers: { X: "\${env:TOKEN}" } } }`,
  );
  return ['version: 1', 'services:', ...lines].join('\n');
}

const never = new AbortController().signal;

describe('a document that is decoded in a thread', () => {
  it.each([
    ['good', services(3)],
    ['faulty', 'version: 1\nservices: [{ id: a }]\n'],
    ['no YAML', 'version: ['],
    [
      'one that refers to a file',
      'version: 1\nservices: [{ id: a, http: { url: "http://localhost", headers: { X: "${file:x}" } } }]',
    ],
  ])('says what it says on the loop: %s', async (_, text) => {
    const document = job(text);
    expect(await decodeInThread(document, never)).toEqual(decodeDocument(document));
  });

  it('leaves the loop free meanwhile', async () => {
    let turns = 0;
    let running = true;
    const turn = () => {
      turns += 1;
      if (running) setImmediate(turn);
    };
    setImmediate(turn);
    const { reading } = await decodeInThread(job(services(1500)), never);
    running = false;
    expect(reading.ok && reading.value.services).toHaveLength(1500);
    expect(turns).toBeGreaterThan(50);
  });

  it('is decoded by the loop where no thread can be started', async () => {
    const document = job(services(3));
    // What cannot be handed over is thrown in the same place as that no thread is to be had.
    const environment = { ...document.environment, X: (() => {}) as unknown as string };
    const { reading } = await decodeInThread({ ...document, environment }, never);
    expect(reading.ok && reading.value.services).toHaveLength(3);
  });

  it('is given up when nobody waits any more', async () => {
    const ending = new AbortController();
    const decoding = decodeInThread(job(services(1500)), ending.signal);
    ending.abort();
    expect((await decoding).reading.ok).toBe(false);
  });

  it.each(['node', 'desktop'])('has its thread in the built %s program', async (program) => {
    const document = job(services(2));
    const built = join(import.meta.dirname, '../../../dist', program, 'decode-thread.js');
    const [decoding] = await once(new Worker(built, { workerData: document }), 'message');
    expect(decoding).toEqual(decodeDocument(document));
  });
});
