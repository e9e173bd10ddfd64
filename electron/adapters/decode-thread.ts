import { parentPort, workerData } from 'node:worker_threads';
import { decodeDocument, type DecodeJob } from './decode-document.ts';

/* The thread of `decodeInThread`, a file of its own in every build: one document, one answer. */

// A megabyte of nonsense has half a million faults, and to note where in here each came up costs more than all the rest.
Error.stackTraceLimit = 0;
// oxlint-disable-next-line typescript/no-unsafe-assignment -- `decodeInThread` alone starts it
const job: DecodeJob = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node's, not a window
parentPort?.postMessage(decodeDocument(job));
