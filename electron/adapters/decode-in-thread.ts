import { Worker } from 'node:worker_threads';
import { err } from '../../shared/lib/result.ts';
import { decodeDocument, meaningOf, type DecodeJob, type Decoding } from './decode-document.ts';
import { hasCode } from './files.ts';

/** Beside this file, as source and in the builds, which put it beside their own. */
const THREAD = new URL(`./decode-thread.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
/** The largest document takes a tenth. */
const MAX_MEGABYTES = 1000;
/** The largest document takes a few seconds of a machine that has nothing else to do. */
const LONGEST_MS = 60_000;

/**
 * Decodes beside the event loop, which at 1,500 services would stand still for a second: no probe would be on time. Never
 * rejects; where no thread is to be had, the loop does it after all. Given up with `signal`, the answer says nothing.
 */
export function decodeInThread(job: DecodeJob, signal: AbortSignal): Promise<Decoding> {
  return new Promise((settle) => {
    const thread = startThread(job);
    if (thread === null) {
      settle(decodeDocument(job));
      return;
    }
    thread.unref();
    const until = AbortSignal.any([signal, AbortSignal.timeout(LONGEST_MS)]);
    const giveUp = () => {
      finish(refusal(job, `it takes longer than ${LONGEST_MS / 1000} s to read`));
    };
    const finish = (decoding: Decoding) => {
      until.removeEventListener('abort', giveUp);
      void thread.terminate();
      settle(decoding);
    };
    until.addEventListener('abort', giveUp);
    thread.once('message', finish);
    thread.once('error', (error) => {
      const tooLarge = hasCode(error, 'ERR_WORKER_OUT_OF_MEMORY');
      finish(tooLarge ? refusal(job, 'it takes too much memory to read') : decodeDocument(job));
    });
  });
}

/** `null` where the system has no thread left to give: that is thrown, not told later. */
function startThread(job: DecodeJob): Worker | null {
  try {
    return new Worker(THREAD, {
      workerData: { ...job, environment: { ...job.environment } },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEGABYTES },
    });
  } catch {
    return null;
  }
}

function refusal({ file }: DecodeJob, message: string): Decoding {
  const reading = err([{ file, line: null, column: null, path: '', message }]);
  return { reading, meaning: meaningOf(reading), files: [] };
}
