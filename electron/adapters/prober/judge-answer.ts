import { STATUS_CODES } from 'node:http';
import { unmetBody, unmetStatus } from '../../../shared/domain/expectations.ts';
import { MAX_EVIDENCE_BODY } from '../../../shared/domain/exchange.ts';
import type { HttpProbe } from '../../../shared/domain/service.ts';
import { MAX_BODY_BYTES, answerBody } from './answer-body.ts';
import { codingsOf, firstOf } from './answer-head.ts';
import type { AnswerHead } from './answer-head.ts';
import type { IncomingAnswer } from './incoming-answer.ts';
import type { ProbeRun, Verdict } from './probe-run.ts';
import type { Hop } from './redirect.ts';
import { placeOf } from './target.ts';
import { unpackBody } from './unpack-body.ts';

/** How long the body of an answer with the wrong status is waited for, which is read as evidence only. */
const EVIDENCE_MS = 500;

/**
 * Settles the probe as soon as enough of the answer is there: at its head when only a status was asked for or the status is
 * not the one expected, at the text that was asked for, else at the end of its body. Nothing that was not asked for is
 * waited for: an endless stream is in good health.
 */
export async function judgeAnswer(
  answer: IncomingAnswer,
  head: AnswerHead,
  hop: Hop,
  settings: HttpProbe,
  run: ProbeRun,
): Promise<Verdict> {
  const unmet = unmetStatus(head.httpStatus, STATUS_CODES[head.httpStatus] ?? '', settings);
  if (unmet !== null) {
    run.trace.settle();
    await readEvidence(answer, run);
    return unmet;
  }
  if (settings.expectBody === null && settings.expectJson === null) {
    run.trace.settle();
    return null;
  }
  const codings = codingsOf(head.headers);
  const contentType = firstOf(head.headers, 'content-type');
  const hasEnough = codings.length === 0 ? findsText(settings, contentType) : () => false;
  const bytes = await run.deadline.wait(() =>
    answer.body((chunks) => answer.size > MAX_BODY_BYTES || hasEnough(chunks)),
  );
  const accepted = Object.entries(hop.headers).find(([name]) => name.toLowerCase() === 'accept-encoding');
  const place = placeOf(run.trace.target);
  const unpacked = await run.deadline.wait(() => unpackBody(bytes, codings, accepted?.[1], place));
  run.trace.settle();
  return unmetBody(answerBody(unpacked ?? bytes, contentType, unpacked === null ? codings : []), settings);
}

/** Whatever the body does, the status has been told: what comes of it within a moment is kept. */
async function readEvidence(answer: IncomingAnswer, run: ProbeRun): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const cancel = run.clock.after(EVIDENCE_MS, resolve);
  const whole = () => Promise.race([answer.body(() => answer.size > MAX_EVIDENCE_BODY), late]);
  await run.deadline.wait(whole).catch(() => {});
  cancel();
}

/** Whether the text that is expected has come, of a body that may have no end. Looks at each chunk once. */
function findsText(
  settings: HttpProbe,
  contentType: string | undefined,
): (chunks: readonly Uint8Array[]) => boolean {
  if (settings.expectBody === null || settings.expectJson !== null) return () => false;
  const wanted = Buffer.from(settings.expectBody);
  let seen = 0;
  let tail = Buffer.alloc(0);
  return (chunks) => {
    const text = Buffer.concat([tail, ...chunks.slice(seen)]);
    seen = chunks.length;
    tail = text.subarray(Math.max(0, text.length - wanted.length + 1));
    // In another charset the same bytes may be another text.
    return (
      text.includes(wanted) &&
      unmetBody(answerBody(Buffer.concat(chunks), contentType, []), settings) === null
    );
  };
}
