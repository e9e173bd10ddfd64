import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { batch, sample } from '../../builders/record.ts';
import { serviceId } from '../../builders/service.ts';
import { NOW, openHistory, temporaryFolder } from './storage-fixture.ts';

const SERVICES = 100;
/** So that the samples of each service alone fill several pages. */
const PAST_SECONDS = 300;
const SECONDS = 30;

/** Each service answered in this second; of each the sample before stood until now. */
function secondOf(second: number) {
  const at = NOW + second * 1000;
  const ids = Array.from({ length: SERVICES }, (_, index) => `s${index}`);
  return batch({
    samples: ids.map((service, index) => sample(at + index * 10, { service, latencyMs: 20 + index / 10 })),
    spans: ids.map((id) => ({ serviceId: serviceId(id), status: 'up', from: at - 1000, to: at })),
  });
}

it('a probe costs less than a kilobyte of writing and sixty bytes on disk, whoever else has a past', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'history.sqlite');
  const { history: past } = openHistory(folder);
  for (let second = 0; second < PAST_SECONDS; second++) past.append(secondOf(second));
  past.close();
  const before = statSync(path).size;
  const { history } = openHistory(folder);
  for (let second = PAST_SECONDS; second < PAST_SECONDS + SECONDS; second++) history.append(secondOf(second));
  const written = statSync(`${path}-wal`).size;
  // So little that nothing of it has been folded into the file yet: the log is all that was written.
  expect(statSync(path).size).toBe(before);
  history.close();
  const probes = SECONDS * SERVICES;
  expect(written / probes).toBeLessThan(1000);
  expect((statSync(path).size - before) / probes).toBeLessThan(60);
});
