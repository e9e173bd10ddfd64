import { parentPort, workerData } from 'node:worker_threads';
import { decodeDocument, type DecodeJob } from './decode-document.ts';

/* The thread of `decodeInThread`, a file of its own in every build: one document, one answer. */

// oxlint-disable-next-line typescript/no-unsafe-assignment -- `decodeInThread` alone starts it
const job: DecodeJob = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node's, not a window
parentPort?.postMessage(decodeDocument(job));
