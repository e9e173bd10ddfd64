import { describe, expect, it } from 'vitest';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';
import { FakeTerminal } from '../../fakes/fake-terminal.ts';
import { bellwether, emptyFolder } from './cli-world.ts';
import { startInstance } from './running-instance.ts';

const MINUTE = 60_000;

/** Half an hour well, ten minutes down, ten minutes asleep, ten minutes well. */
async function watched() {
  const desk = new Desk(service()).start();
  await desk.clock.advance(30 * MINUTE);
  desk.prober.set('orders', 'refused');
  await desk.clock.advance(10 * MINUTE);
  desk.clock.freeze(10 * MINUTE);
  desk.prober.set('orders', 'up');
  await desk.clock.advance(10 * MINUTE);
  const folder = await emptyFolder();
  await startInstance(folder, desk.engine.dashboard);
  return (words: readonly string[], columns = 80) =>
    bellwether(['history', ...words, '--data-dir', folder], new FakeTerminal({ columns, clock: desk.clock }));
}

describe('bellwether history', () => {
  it('prints a row a step and all of them together, at 80 columns', async () => {
    const run = await watched();
    const { code, stdout, stderr } = await run(['orders', '--since', '1h', '--step', '10m']);
    expect(stdout.split('\n')).toEqual([
      'orders, in steps of 10 min',
      '  from                uptime      p50      p95      p99  observed  samples',
      '✓ 2026-01-05 09:00     100 %    20 ms    20 ms    20 ms   99.99 %       20',
      '✓ 2026-01-05 09:10     100 %    20 ms    20 ms    20 ms     100 %       20',
      '✓ 2026-01-05 09:20     100 %    20 ms    20 ms    20 ms     100 %       20',
      '✗ 2026-01-05 09:30    5.00 %    20 ms    20 ms    20 ms     100 %       26',
      '? 2026-01-05 09:40         –',
      '✓ 2026-01-05 09:50     100 %    20 ms    20 ms    20 ms   95.00 %       20',
      '  ────────────────  ────────  ───────  ───────  ───────  ────────  ───────',
      '  all                80.80 %    20 ms    20 ms    20 ms   82.49 %      106',
      '',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('gives up columns before it breaks a line, and chooses a step that fills a screen', async () => {
    const run = await watched();
    const lines = (await run(['orders'], 40)).stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('orders, in steps of 1 h');
    expect(lines[1]).toBe('  from                uptime      p50');
    expect(lines).toHaveLength(4 + 24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  });

  it('writes comma-separated values, a record a step of which something is known', async () => {
    const run = await watched();
    const { stdout } = await run(['orders', '--since', '1h', '--step', '10m', '--csv']);
    const records = stdout.split('\r\n').map((record) => record.split(','));
    expect(records[0]?.slice(0, 6)).toEqual(['service', 'from', 'to', 'upMs', 'degradedMs', 'downMs']);
    expect(records.slice(1, -1).map(([id, from]) => [id, from])).toEqual(
      ['00', '10', '20', '30', '50'].map((minute) => ['orders', `2026-01-05T09:${minute}:00.000Z`]),
    );
    for (const record of records.slice(0, -1)) expect(record).toHaveLength(16);
  });

  it('prints the whole answer as JSON', async () => {
    const run = await watched();
    const { stdout } = await run(['orders', '--json', '--step', '1h']);
    expect(JSON.parse(stdout)).toMatchObject({
      service: 'orders',
      stepMs: 60 * MINUTE,
      points: [{ downSamples: 25 }],
    });
  });

  it('says what is wrong, and what would be right', async () => {
    const run = await watched();
    expect(await run(['order'])).toMatchObject({
      code: 64,
      stderr: 'bellwether: there is no service "order"; did you mean orders?\n',
    });
    expect(await run(['orders', '--step', '90s'])).toMatchObject({
      code: 1,
      stderr: 'bellwether: step: expected whole minutes below an hour or whole hours, such as "5m" or "6h"\n',
    });
    expect(await run(['orders', '--csv', '--json'])).toMatchObject({ code: 64 });
    expect(await bellwether(['history', 'orders', '--data-dir', await emptyFolder()])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^bellwether: no instance is running on /),
    });
  });
});
