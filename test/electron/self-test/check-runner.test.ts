import { describe, expect, it } from 'vitest';
import { both, CheckRunner, type CheckReport } from '../../../electron/self-test/check-runner.ts';
import { failed, warning, well } from '../../../electron/self-test/finding.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function runner() {
  const clock = new FakeClock();
  const ending = new AbortController();
  const reports: CheckReport[] = [];
  return {
    clock,
    ending,
    reports,
    checks: new CheckRunner(clock, ending.signal, (one) => reports.push(one)),
  };
}

describe('the runner', () => {
  it('tells of each check as it is done, and hands its value on', async () => {
    const { checks, reports } = runner();
    const config = await checks.run('configuration', () => warning('found', ['mend it'], 41));
    await checks.runAfter(config, 'port', (value) => well(`${value + 1}`));
    expect(reports).toEqual([
      { check: 'configuration', verdict: 'warning', found: 'found', toDo: ['mend it'], tookMs: 0 },
      { check: 'port', verdict: 'well', found: '42', toDo: [], tookMs: 0 },
    ]);
  });

  it('does not test what depends on a failed check, and names that one however far away', async () => {
    const { checks, reports } = runner();
    const storage = await checks.run('storage', () => failed('no', ['mend it']));
    const server = await checks.runAfter(storage, 'server', () => well('never', 'url'));
    const fine = await checks.run('instance', () => well('fine', 1));
    await checks.runAfter(both(fine, server), 'page', () => well('never'));
    expect(reports.filter(({ verdict }) => verdict === 'not-tested')).toEqual(
      (['server', 'page'] as const).map((check) => ({
        check,
        verdict: 'not-tested',
        found: 'needs "storage", which failed',
        toDo: [],
        tookMs: 0,
      })),
    );
  });

  it('calls a check that hangs a failure, tells it to stop, and goes on', async () => {
    const { checks, clock, reports } = runner();
    let told: AbortSignal | null = null;
    const hanging = checks.run('DNS', (signal) => {
      told = signal;
      return new Promise(() => {});
    });
    await clock.advance(10_000);
    await hanging;
    await checks.run('probe', () => well('fine'));
    expect(told).toMatchObject({ aborted: true });
    expect(reports).toMatchObject([
      { check: 'DNS', verdict: 'failed', found: 'it hangs: no result within 10 s', tookMs: 10_000 },
      { check: 'probe', verdict: 'well' },
    ]);
    expect(reports[0]?.toDo.join()).toContain('does not answer');
    expect(clock.pendingTimers).toBe(0);
  });

  it('calls a defect of a check a failure, and goes on', async () => {
    const { checks, reports } = runner();
    await checks.run('alert', () => Promise.reject(new Error('a bug')));
    expect(reports).toMatchObject([{ check: 'alert', verdict: 'failed', found: 'unexpected: a bug' }]);
    expect(reports[0]?.toDo.join()).toContain('please report it');
  });

  it('gives up at once, without a report, when it is told to', async () => {
    const { checks, clock, ending, reports } = runner();
    const hanging = checks.run('DNS', () => new Promise(() => {}));
    ending.abort(new Error('Ctrl+C'));
    await expect(hanging).rejects.toThrow('Ctrl+C');
    await expect(checks.run('probe', () => well('fine'))).rejects.toThrow('Ctrl+C');
    expect([reports, clock.pendingTimers]).toEqual([[], 0]);
  });
});
