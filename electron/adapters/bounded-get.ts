import { get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import type { InstanceAddress } from './instance-trust.ts';

/** A thousand services with all that is said of them are 1 MB. */
const MAX_ANSWER_BYTES = 8_000_000;

interface Answer {
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request on a connection of its own. Rejects with what went wrong, also when the answer is too long. */
export function boundedGet(
  { url, trust }: InstanceAddress,
  path: string,
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { agent: false as const, signal };
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
    const request =
      trust === null
        ? get(url + path, options, read)
        : getSecurely(url + path, { ...options, ...trust.options }, read);
    request.on('error', reject);
  });
}
