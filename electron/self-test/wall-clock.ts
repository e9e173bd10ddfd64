import { formatDuration } from '../../shared/lib/duration.ts';
import type { Clock } from '../ports.ts';
import { failed, warning, well, type Finding } from './finding.ts';

/** Nobody had this program before, and nobody has it so long. */
const FIRST_YEAR = 2026;
const LAST_YEAR = 2099;
const LOOK_MS = 300;
/** A clock that is being corrected gently is off by far less in that time. */
const TOLERATED_MS = 250;

const SET_CLOCK = `Set the date and time of this machine, and let it keep them by itself (${synchronising()}).`;

/** The year makes sense, and both clocks go at the same pace. */
export async function checkWallClock(clock: Clock): Promise<Finding<null>> {
  const wall = clock.wallNow();
  const steady = clock.monotonicNow();
  await new Promise<void>((resolve) => void clock.after(LOOK_MS, resolve));
  const steadyPassed = clock.monotonicNow() - steady;
  const apart = Math.abs(clock.wallNow() - wall - steadyPassed);
  const date = new Date(wall);
  const year = date.getUTCFullYear();
  if (!(year >= FIRST_YEAR && year <= LAST_YEAR)) {
    return failed(`this machine says that the year is ${Number.isNaN(year) ? 'none' : year}`, [SET_CLOCK]);
  }
  if (steadyPassed < LOOK_MS) {
    return failed(`the steady clock stands still: ${steadyPassed} ms in ${LOOK_MS} ms`, [
      'Nothing can be timed on this machine: restart it, and if it is a virtual one, look at its clock source.',
    ]);
  }
  const words = `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  if (apart > TOLERATED_MS) {
    return warning(`${words}, but it jumped by ${formatDuration(apart)} while it was looked at`, [
      `Something sets the clock of this machine: let only one thing keep it (${synchronising()}).`,
    ]);
  }
  return well(`${words}; the wall clock and the steady clock agree`);
}

function synchronising(): string {
  if (process.platform === 'win32') return '"w32tm /query /status"';
  return process.platform === 'darwin' ? 'Settings, General, Date & Time' : '"timedatectl status"';
}
