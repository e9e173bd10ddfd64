import type { IncomingMessage, Net } from 'electron';
import { plainText } from '../../shared/lib/plain-text.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Clock } from '../ports.ts';

/** A proxy that has to be found first takes a few seconds. */
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 65_536;
/** A file of the latest release on GitHub is two further. */
const MOST_REDIRECTS = 5;

/**
 * The text at an address, by Chromium: through the proxy of the system and with its authorities. Never rejects; the error is a
 * sentence. Not by `net.fetch`, which follows redirects to any address or none: whoever answers names the download, so all of
 * them have to be https.
 */
export function readFeed(
  net: Pick<Net, 'request'>,
  url: string,
  clock: Clock,
): Promise<Result<string, string>> {
  return new Promise((resolve) => {
    const request = net.request({
      url,
      redirect: 'manual',
      cache: 'no-store',
      headers: { accept: 'application/json' },
    });
    let redirects = 0;
    const settle = (outcome: Result<string, string>) => {
      cancel();
      resolve(outcome);
      // Without effect on what has ended.
      request.abort();
    };
    const fail = (error: Error) => {
      settle(err(`the feed cannot be read: ${plainText(error.message)}`));
    };
    const cancel = clock.after(TIMEOUT_MS, () => {
      settle(err(`the feed is not read within ${TIMEOUT_MS / 1000} s`));
    });
    request.on('redirect', (_status, _method, next) => {
      redirects += 1;
      if (!next.startsWith('https://'))
        settle(err(`the feed leads to ${plainText(next)}, which is not https`));
      else if (redirects > MOST_REDIRECTS) settle(err(`the feed leads on more than ${MOST_REDIRECTS} times`));
      else request.followRedirect();
    });
    request.on('error', fail);
    request.on('response', (response) => {
      readAnswer(response, settle, fail);
    });
    request.end();
  });
}

function readAnswer(
  response: IncomingMessage,
  settle: (outcome: Result<string, string>) => void,
  fail: (error: Error) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('error', fail);
  response.on('aborted', () => {
    fail(new Error('the answer was cut off'));
  });
  if (response.statusCode !== 200) {
    settle(err(`the feed answered ${response.statusCode}`));
    return;
  }
  response.on('data', (chunk) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > MAX_BYTES) settle(err('the feed is too large'));
  });
  response.on('end', () => {
    settle(ok(Buffer.concat(chunks).toString('utf8')));
  });
}
