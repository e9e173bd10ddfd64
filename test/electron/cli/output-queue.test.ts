import { expect, it, vi, onTestFinished } from 'vitest';
import { OutputQueue } from '../../../electron/cli/output-queue.ts';

/** A terminal that takes what a test lets it take. */
function terminal(most = 100) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  let room: number | null = 0;
  let shown = '';
  const gone = vi.fn<() => void>();
  const take = (bytes: Uint8Array) => {
    if (room === null) return null;
    const count = Math.min(room, bytes.length);
    room -= count;
    shown += Buffer.from(bytes.subarray(0, count)).toString();
    return count;
  };
  return {
    queue: new OutputQueue({ take }, most, gone),
    gone,
    give: (bytes: number | null) => {
      room = bytes;
      vi.advanceTimersByTime(1000);
    },
    shown: () => shown,
  };
}

it('writes at once where there is room, and waits for nobody where there is none', () => {
  const { queue, give, shown } = terminal();
  give(6);
  queue.write('one\n');
  expect(shown()).toBe('one\n');
  queue.write('two\n');
  queue.write('three\n');
  expect([shown(), queue.waiting]).toEqual(['one\ntw', 8]);
  give(3);
  expect(shown()).toBe('one\ntwo\nt');
  give(100);
  expect([shown(), queue.waiting]).toEqual(['one\ntwo\nthree\n', 0]);
});

it('leaves out what is too much, and says where and how often', () => {
  const { queue, give, shown } = terminal();
  for (let line = 0; line < 1000; line++) queue.write(`line ${line}\n`);
  expect(queue.waiting).toBeLessThanOrEqual(100);
  give(10_000);
  queue.write('now\n');
  expect(shown()).toMatch(
    /^line 0\nline 1\n[^.]*\n\n\.\.\. 98\d pieces of output were left out here, while nobody took any\nnow\n$/,
  );
});

it('takes one piece that is larger than the bound', () => {
  const { queue, give, shown } = terminal();
  queue.write('x'.repeat(1000));
  give(10_000);
  expect(shown()).toHaveLength(1000);
});

it('says when all has left, and when nobody reads any more', async () => {
  const { queue, give, gone } = terminal();
  await queue.taken();
  queue.write('one\n');
  let left = false;
  const taken = queue.taken().then(() => (left = true));
  await Promise.resolve();
  expect(left).toBe(false);
  give(10);
  await taken;
  give(0);
  queue.write('two\n');
  const last = queue.taken();
  give(null);
  await last;
  queue.write('three\n');
  expect([queue.waiting, gone.mock.calls.length]).toEqual([0, 1]);
});
