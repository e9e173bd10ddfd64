import type { Cancel, Clock } from '../ports.ts';
import { eachRound } from './each-round.ts';
import type { SessionFile } from './session-file.ts';

/** Somebody is to know within a minute that the file was removed. */
const LOOK_EVERY_MS = 10_000;

/** Posts a notice while sessions cannot be kept, and when their file was removed or changed: that one stays until the next start. */
export function careForSessions(
  sessions: SessionFile,
  clock: Clock,
  notices: {
    post(id: string, severity: 'warning', message: string): void;
    withdraw(id: string): void;
  },
): Cancel {
  if (sessions.notice !== null) notices.post('sessions-set-aside', 'warning', sessions.notice);
  return eachRound(clock, LOOK_EVERY_MS, () => {
    const tended = sessions.tend();
    if (tended.kind === 'fault') {
      const then = 'Whoever is signed in has to sign in again after a restart.';
      notices.post('sessions', 'warning', `Sessions cannot be kept: ${tended.message}. ${then}`);
      return;
    }
    notices.withdraw('sessions');
    if (tended.kind === 'kept') return;
    const message =
      'The file of the sessions was removed or changed by another hand: it has been written anew.';
    notices.post('sessions-written-anew', 'warning', message);
  });
}
