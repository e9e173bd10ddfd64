import { expect, it } from 'vitest';
import { noSmallDisk, runOnSmallDisk } from '../fixtures/storage/child.ts';
import { temporaryFolder } from '../electron/adapters/storage-fixture.ts';

const missing = noSmallDisk();

it.skipIf(missing !== null)(
  `a disk that fills up while it watches: alerts go on, it is said, and nothing is missing once there is room ${missing ?? ''}`,
  { timeout: 60_000 },
  () => {
    const seen = runOnSmallDisk('6m', temporaryFolder(), 'run-on-full-disk.ts') as {
      readonly meanwhile: number;
      readonly seconds: number;
    };
    expect(seen).toMatchObject({
      ill: { status: 'warn', engine: { storage: { historyFailingSince: expect.any(Number) } } },
      alerts: { alerts: [{ service: 'orders', rule: 'service-down', state: 'firing' }] },
      told: {
        notices: expect.arrayContaining([
          {
            id: 'history',
            severity: 'error',
            since: expect.any(Number),
            message: expect.stringMatching(
              /^History cannot be written: .*: the disk is full\. Monitoring goes on; what happens is kept in memory until it can\.$/,
            ),
          },
        ]),
      },
      well: { engine: { storage: { historyFailingSince: null, stateFailingSince: null, dropped: 0 } } },
      afterwards: { notices: [] },
      incidents: { incidents: [{ service: 'orders', alerts: ['service-down'] }] },
      code: 0,
    });
    // Probed each second: what was kept in memory is on record.
    expect(seen.meanwhile).toBeGreaterThanOrEqual(Math.floor(seen.seconds) - 1);
    expect(seen.meanwhile).toBeGreaterThan(1);
  },
);
