import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { askInstance, type InstanceAddress } from './instance-address.ts';

/** A thousand services with all that is said of them are 1 MB. */
const MAX_ANSWER_BYTES = 8_000_000;

interface Answer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on a connection of its own. Rejects with what went wrong, also when the answer is too long. */
export function boundedGet(address: InstanceAddress, path: string, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const read = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > MAX_ANSWER_BYTES)
          response.destroy(new Error(`the answer is longer than ${MAX_ANSWER_BYTES} bytes`));
      });
      response.on('error', reject);
      response.on('end', () => {
        const { statusCode: httpStatus = 0, headers } = response;
        resolve({ httpStatus, headers, text: Buffer.concat(chunks).toString('utf8') });
      });
    };
    askInstance(address, path, signal, read).on('error', reject);
  });
}
