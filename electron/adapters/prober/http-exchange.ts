import { isFollowed } from '../../../shared/domain/expectations.ts';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import type { AnswerHead } from './answer-head.ts';
import type { Connection } from './connection.ts';
import { IncomingAnswer } from './incoming-answer.ts';
import { judgeAnswer } from './judge-answer.ts';
import { openConnection } from './open-connection.ts';
import type { ProbeRun, Verdict } from './probe-run.ts';
import { locationIn } from './redirect.ts';
import type { Hop } from './redirect.ts';
import { requestText } from './request-text.ts';
import { placeOf, targetOf } from './target.ts';

/** The methods that may be sent twice without harm when a kept connection turns out to be dead. */
const REPEATABLE: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];
/** Of the timeout, for the first byte on a kept connection: its other end may have gone without a word. */
const KEPT_SHARE = 1 / 2;

/** A kept connection led nowhere, which says nothing about the service: the probe begins anew on fresh ones. */
export class KeptConnectionLost extends Error {}

interface Answer {
  readonly head: AnswerHead;
  /** Of who answered. */
  readonly address: string;
  /** Where a redirect that is to be followed leads; its body is not read. */
  readonly redirectTo: string | null;
  readonly verdict: Verdict;
}

/** One request and its answer, on a kept connection or on a fresh one. */
export async function exchange(hop: Hop, settings: HttpProbe, run: ProbeRun): Promise<Answer> {
  run.trace.aim(targetOf(hop.url));
  run.capture.request(hop);
  const request = requestText(hop, run.userAgent, placeOf(run.trace.target));
  const keeps = settings.reuseConnection && REPEATABLE.includes(settings.method);
  const key = keeps ? JSON.stringify([run.service.id, hop.url.origin, settings.tls]) : null;
  const kept = key === null || run.onFreshConnections ? null : run.pool.take(key);
  if (kept !== null) {
    try {
      run.capture.connected({ host: kept.address, port: run.trace.target.port });
      return await exchangeOn(kept, KEPT_SHARE);
    } catch (error) {
      // The other side may have closed it just now, vanished, or sent the rest of an earlier answer.
      if (run.deadline.reason !== null || run.trace.httpStatus !== null) throw error;
      throw new KeptConnectionLost();
    }
  }
  return await exchangeOn(await openConnection(hop, settings, run), 1);

  async function exchangeOn(connection: Connection, share: number): Promise<Answer> {
    const { socket, address } = connection;
    run.trace.reached(address, socket);
    run.trace.sawCertificate(connection.certificateExpiresAt);
    run.trace.enter('answer');
    const answer = new IncomingAnswer(socket, hop.method, run.trace, run.capture);
    let reusable = false;
    try {
      socket.write(request, 'latin1');
      const head = await headWithin(share, answer, run);
      const location = locationIn(head);
      const follows = settings.followRedirects > 0 && isFollowed(head.httpStatus);
      const redirectTo = follows ? location : null;
      const verdict = redirectTo === null ? await judgeAnswer(answer, head, hop, settings, run) : null;
      if (answer.surplus) run.trace.remark = `answered ${head.httpStatus}, and sent more than it announced`;
      reusable = redirectTo === null && head.persistent;
      return { head, address, redirectTo, verdict };
    } finally {
      if (reusable && key !== null) void run.pool.keepOnceWhole(key, connection, answer, run.service);
      else {
        answer.leave();
        socket.destroy();
      }
    }
  }
}

/** The head, unless not a byte of it has come within the share of the timeout. */
async function headWithin(share: number, answer: IncomingAnswer, run: ProbeRun): Promise<AnswerHead> {
  if (share === 1) return await run.deadline.wait(() => answer.head());
  const { promise: late, reject } = Promise.withResolvers<never>();
  const cancel = run.clock.after(run.service.timeoutMs * share, () => {
    if (run.trace.phase === 'answer') reject(new KeptConnectionLost());
  });
  try {
    return await run.deadline.wait(() => Promise.race([answer.head(), late]));
  } finally {
    cancel();
  }
}
