import { spawn, type ChildProcess } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Death } from '../../../electron/adapters/keeper-channel.ts';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { keepRunning } from '../../../electron/cli/keep-running.ts';
import { RESTART_RULES } from '../../../electron/cli/plan-restart.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'fixtures', 'keep-alive', 'short-life.ts');
/** Real time, but no test waits for a second. */
const RULES = { ...RESTART_RULES, firstDelayMs: 1, longestDelayMs: 4 };

type Life = readonly [way: 'exit' | 'signal' | 'obey' | 'hang' | 'answer', how: string];

/** Keeps a program running whose lives are these, one after the other; the last one again and again. */
function keep(lives: readonly Life[], clock: FakeClock | typeof nodeClock = nodeClock, stopped = false) {
  const ending = new AbortController();
  const deaths: (Death | null)[] = [];
  const told: string[] = [];
  const places: string[] = [];
  const children: ChildProcess[] = [];
  const signs = new EventEmitter();
  let given = 0;
  const started = Promise.withResolvers<ChildProcess>();
  const waiting = Promise.withResolvers<void>();
  const ended = keepRunning({
    start: (death) => {
      const life = lives[Math.min(deaths.length, lives.length - 1)] ?? [];
      deaths.push(death);
      const child = spawn(process.execPath, [PROGRAM, ...life], {
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      });
      children.push(child);
      child.on('message', (message) => {
        if (message === 'ready') started.resolve(child);
        if (message === 'alive') signs.emit('sign', ++given);
      });
      return child;
    },
    holdPlace: async () => {
      places.push('held');
      waiting.resolve();
      return () => places.push('released');
    },
    tell: (sentence) => told.push(sentence),
    rules: RULES,
    clock,
    isStopped: () => stopped,
    signal: ending.signal,
  });
  onTestFinished(() => children.forEach((child) => child.kill('SIGKILL')));
  return {
    ended,
    deaths,
    told,
    places,
    stop: () => ending.abort(),
    ready: started.promise,
    /** That many signs of life have come. */
    alive: async (number: number) => {
      let seen = given;
      while (seen < number) [seen] = await once(signs, 'sign');
    },
    waiting: waiting.promise,
  };
}

describe('a program that dies', () => {
  it('is started again and told how the one before died, until it ends well', async () => {
    const { ended, deaths, told, places } = keep([
      ['signal', 'SIGKILL'],
      ['exit', '1'],
      ['exit', '0'],
    ]);
    expect(await ended).toEqual({ kind: 'ended', last: { kind: 'exit', code: 0 } });
    expect(deaths.map((death) => death?.how)).toEqual([undefined, 'signal SIGKILL', 'exit code 1']);
    expect(told).toEqual([
      expect.stringMatching(/^the monitor died \(signal SIGKILL\) after .*; it is started again in 1 ms$/),
      expect.stringMatching(/^the monitor died \(exit code 1\) after .*; it is started again in 2 ms$/),
    ]);
    expect(places).toEqual(['held', 'released', 'held', 'released']);
  });

  it('is given up after five quick deaths in a row', async () => {
    const { ended, deaths } = keep([['exit', '70']]);
    expect(await ended).toEqual({
      kind: 'gave-up',
      reason: 'the monitor died 5 times in a row within 1 min of its start, the last time with exit code 70',
    });
    expect(deaths).toHaveLength(5);
  });

  it.each(['3', '4', '64', '78'])('is not started again after %s', async (code) => {
    const { ended, deaths, told } = keep([['exit', code]]);
    expect(await ended).toEqual({ kind: 'ended', last: { kind: 'exit', code: Number(code) } });
    expect([deaths.length, told]).toEqual([1, []]);
  });

  it('that cannot be started at all is given up, too', async () => {
    const ended = keepRunning({
      start: () => spawn(join('/nowhere', 'node'), []),
      holdPlace: async () => () => {},
      tell: () => {},
      rules: RULES,
      clock: nodeClock,
      isStopped: () => false,
      signal: new AbortController().signal,
    });
    expect(await ended).toMatchObject({ kind: 'gave-up', reason: expect.stringMatching(/spawn .* ENOENT$/) });
  });
});

describe('a program that gives no sign of life any more', () => {
  it('is killed after half a minute and started again', async () => {
    const clock = new FakeClock();
    const { ended, deaths, told, ready, alive, waiting } = keep(
      [
        ['hang', 'alive'],
        ['exit', '0'],
      ],
      clock,
    );
    const child = await ready;
    await alive(1);
    for (let second = 0; second < 34; second++) await clock.advance(1000);
    expect([child.signalCode, told]).toEqual([null, []]);
    await clock.advance(1000);
    await waiting;
    await clock.advance(1000);
    expect(await ended).toEqual({ kind: 'ended', last: { kind: 'exit', code: 0 } });
    expect(deaths[1]?.how).toBe('no sign of life for 30 s');
    expect(told[0]).toBe(`process ${child.pid} gave no sign of life for 30 s, so it is killed`);
  });

  it('lives on while it answers', async () => {
    const clock = new FakeClock();
    const { told, ready, alive } = keep([['answer', '']], clock);
    await ready;
    for (let asked = 1; asked < 20; asked++) {
      await alive(asked);
      await clock.advance(5000);
    }
    expect(told).toEqual([]);
  });

  it('lives on when it was stopped, when we were late ourselves, and when it has not begun to give any', async () => {
    for (const [how, stopped, stepMs] of [
      ['alive', true, 1000],
      ['alive', false, 60_000],
      ['', false, 1000],
    ] as const) {
      const clock = new FakeClock();
      const { told, ready, alive } = keep([['hang', how]], clock, stopped);
      await ready;
      if (how === 'alive') await alive(1);
      for (let step = 0; step < 100; step++) {
        if (stepMs > 1000) clock.freeze(stepMs);
        await clock.advance(1000);
      }
      expect(told).toEqual([]);
    }
  });
});

describe('asked to end', () => {
  it('asks the program, and ends as that does', async () => {
    const { ended, deaths, ready, stop } = keep([['obey', '7']]);
    await ready;
    stop();
    expect(await ended).toEqual({ kind: 'ended', last: { kind: 'exit', code: 7 } });
    expect(deaths).toHaveLength(1);
  });

  it('kills one that has not ended after ten seconds', async () => {
    const clock = new FakeClock();
    const { ended, told, ready, stop } = keep([['hang', '']], clock);
    const child = await ready;
    stop();
    await clock.advance(9999);
    expect([child.exitCode, child.signalCode, told]).toEqual([null, null, []]);
    await clock.advance(1);
    expect(await ended).toEqual({ kind: 'ended', last: { kind: 'signal', signal: 'SIGKILL' } });
    expect(told).toEqual([`process ${child.pid} did not end within 10 s, so it is killed`]);
  });

  it('between two runs, ends at once', async () => {
    const clock = new FakeClock();
    const { ended, deaths, places, waiting, stop } = keep([['exit', '1']], clock);
    await waiting;
    stop();
    expect(await ended).toEqual({ kind: 'ended', last: null });
    expect([deaths.length, places]).toEqual([1, ['held', 'released']]);
  });

  it('leaves a program alone that somebody else ends with a signal', async () => {
    const { ended, deaths, ready } = keep([['obey', '0']]);
    const child = await ready;
    const exited = once(child, 'exit');
    child.kill('SIGTERM');
    await exited;
    expect(await ended).toEqual({ kind: 'ended', last: { kind: 'signal', signal: 'SIGTERM' } });
    expect(deaths).toHaveLength(1);
  });
});
