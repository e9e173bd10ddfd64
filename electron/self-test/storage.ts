import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { KeptState } from '../../shared/domain/kept-state.ts';
import { NO_TIMINGS } from '../../shared/domain/probe-result.ts';
import type { Sample } from '../../shared/domain/sample.ts';
import { serviceIdOf } from '../../shared/domain/service.ts';
import { confStateStore } from '../adapters/conf-state-store.ts';
import { fileTrouble } from '../adapters/files.ts';
import { openSqliteHistory } from '../adapters/sqlite-history.ts';
import type { Clock } from '../ports.ts';
import { failed, well, type Finding } from './finding.ts';
import type { Scratch } from './scratch.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

const OTHER_FOLDER =
  'Make room there, or name another folder for temporary files with the environment variable TMPDIR (TEMP on Windows).';

/** What is written comes back, in a temporary folder: its path is what later checks write to. */
export function checkStorage(scratch: Scratch, clock: Clock): Finding<string> {
  let folder: string;
  try {
    folder = scratch.folder;
    mkdirSync(join(folder, 'storage'));
  } catch (error) {
    return failed(`no temporary folder can be made in ${tmpdir()}: ${fileTrouble(error)}`, [OTHER_FOLDER]);
  }
  const trouble =
    historyTrouble(join(folder, 'storage'), clock) ?? stateTrouble(join(folder, 'storage'), clock);
  if (trouble !== null) return failed(trouble, [OTHER_FOLDER]);
  return well('history and state are written and read back', folder);
}

function historyTrouble(folder: string, clock: Clock): string | null {
  const path = join(folder, 'history.sqlite');
  const sample: Sample = {
    serviceId: serviceIdOf('self-test'),
    at: Math.round(clock.wallNow()),
    status: 'down',
    cause: 'refused',
    message: 'nothing is listening',
    latencyMs: null,
    httpStatus: null,
    timings: NO_TIMINGS,
    certificateExpiresAt: null,
  };
  const first = openSqliteHistory(path, clock, SILENT_LOGGER);
  if (!first.ok) return first.error.message;
  const written = first.value.history.append({
    samples: [sample],
    spans: [],
    gaps: [],
    incidents: [],
    evidence: [],
    notifications: [],
  });
  first.value.history.close();
  if (!written.ok) return written.error.message;
  const second = openSqliteHistory(path, clock, SILENT_LOGGER);
  if (!second.ok) return second.error.message;
  const read = second.value.history.lastSamples(sample.serviceId, 2, sample.at);
  second.value.history.close();
  return isDeepStrictEqual(read, [sample]) ? null : `${path} gave back something else than was written`;
}

function stateTrouble(folder: string, clock: Clock): string | null {
  const state: KeptState = {
    version: 7,
    runs: {},
    toldNotices: {},
    services: [],
    outbox: [],
    offlineSince: Math.round(clock.wallNow()),
    offlineBy: 'route',
    paths: [],
    pause: null,
  };
  const store = confStateStore(folder, clock);
  const opened = store.load();
  if (!opened.ok) return opened.error.message;
  const saved = store.save(state);
  if (!saved.ok) return saved.error.message;
  const read = confStateStore(folder, clock).load();
  if (!read.ok) return read.error.message;
  return isDeepStrictEqual(read.value.state, state)
    ? null
    : `${join(folder, 'state.json')} gave back something else than was written`;
}
