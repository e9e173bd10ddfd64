import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { nodeClock } from '../../../electron/adapters/node-clock.ts';
import { createProber } from '../../../electron/adapters/prober/create-prober.ts';
import { checkAlert } from '../../../electron/self-test/alert.ts';
import { checkProbe } from '../../../electron/self-test/probe.ts';
import { config } from '../../builders/engine.ts';
import { rule, service } from '../../builders/service.ts';
import { FakeProber } from '../../fakes/fake-prober.ts';
import { NOW, temporaryFolder } from '../adapters/storage-fixture.ts';

const never = new AbortController().signal;

describe('a probe', () => {
  it('sees a service of its own up, and down when it is gone', async () => {
    const prober = createProber({ clock: nodeClock, version: '1.2.3' });
    onTestFinished(() => prober.close());
    expect(await checkProbe(prober, never)).toMatchObject({
      verdict: 'well',
      found: expect.stringMatching(/^a service of its own is up in \d+ ms, and down when it is gone$/),
    });
  });

  it.each([
    ['refused', /^http:\/\/127\.0\.0\.1:\d+\/, a service of its own, is down: it was refused$/],
    ['void', /^a probe could not be done: no socket left$/],
    ['up', /^http:\/\/127\.0\.0\.1:\d+\/ still answers although nothing listens there$/],
  ] as const)('fails when what it sees is %s', async (outcome, found) => {
    const prober = new FakeProber({ ...nodeClock, after: callNow });
    prober.set('self-test', outcome);
    expect(await checkProbe(prober, never)).toEqual({
      verdict: 'failed',
      found: expect.stringMatching(found),
      toDo: [
        'Something comes between programs of this machine: let security software, a firewall or a sandbox allow connections to 127.0.0.1.',
      ],
    });
  });
});

function callNow(_: number, callback: () => void) {
  queueMicrotask(callback);
  return () => {};
}

describe('an alert', () => {
  const check = (services: Parameters<typeof config>[0], folder = temporaryFolder()) =>
    checkAlert(config(services), folder, NOW, never);

  it('is told by the rule of the installation that tells first, without waiting', async () => {
    const slow = service({ id: 'slow', rules: [rule({ holdMs: 600_000 })] });
    const quick = service({
      id: 'quick',
      intervalMs: 86_400_000,
      dependsOn: ['slow'],
      rules: [rule({ condition: { kind: 'degraded' }, holdMs: 0 }), rule({ id: 'mine', holdMs: 45_000 })],
    });
    expect(await check([slow, quick])).toMatchObject({
      verdict: 'well',
      found: 'quick, simulated: outage told after 45 s, end after 30 s',
    });
  });

  it('is tried with a rule of its own when nothing is watched', async () => {
    expect(await check([])).toMatchObject({
      verdict: 'well',
      found: expect.stringMatching(/^self-test, simulated: outage told after 30 s/),
    });
  });

  it('warns when no rule would tell of an outage', async () => {
    expect(await check([service({ rules: [rule({ condition: { kind: 'degraded' } })] })])).toMatchObject({
      verdict: 'warning',
      found: 'no rule tells that a service is down',
      toDo: [
        'Add one under `rules:` in the configuration: { id: service-down, when: down, for: 30s, severity: critical }',
      ],
    });
  });

  it('fails when it cannot be put on record', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'alert', 'history.sqlite');
    mkdirSync(join(folder, 'alert'));
    symlinkSync(path, path);
    expect(await check([service()], folder)).toEqual({
      verdict: 'failed',
      found: expect.stringContaining(`"service-down" of orders: cannot open the history ${path}`),
      toDo: ['Nobody would hear of an outage: please report this with the rule and these words.'],
    });
  });

  it('is tried with a shorter hold than a day, and is given up in the middle', async () => {
    const day = service({ rules: [rule({ holdMs: 86_400_000 })] });
    expect(await check([day])).toMatchObject({
      verdict: 'well',
      found: 'orders, simulated with `for: 1 h`: outage told after 1 h, end after 30 s',
    });
    const ending = new AbortController();
    const checking = checkAlert(config([day]), temporaryFolder(), NOW, ending.signal);
    setImmediate(() => ending.abort(new Error('Ctrl+C')));
    await expect(checking).rejects.toThrow('Ctrl+C');
  });
});
