import fc from 'fast-check';
import { expect, it } from 'vitest';
import { serveTcp } from '../../../fixtures/fault-servers.ts';
import { during, httpService, prober, told } from './probe.ts';

/** What answers are made of, whole and in halves, and bytes that belong nowhere. */
const PIECES = [
  'HTTP/1.1 200 OK\r\n',
  'HTTP/1.0 204 No Content\r\n',
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n',
  'HTTP/1.1 100 Continue\r\n\r\n',
  'HTTP/1.1 302 Found\r\nLocation: http://[::1\r\n',
  'HTTP/2 200\r\n',
  'Content-Length: 2\r\n',
  'Content-Length: 18446744073709551617\r\n',
  'Content-Length: -1\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Encoding: gzip\r\n',
  'Connection: close\r\n',
  'Keep-Alive: timeout=99999999999\r\n',
  '\r\n',
  '2\r\nok\r\n',
  '0\r\n\r\n',
  'ok',
  '\0',
  '\r',
  '\n',
] as const;

const answer = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...PIECES).map((text) => Buffer.from(text)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)) },
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces));

it('whatever bytes an answer has, in however many pieces, the probe is a response or a failure with a cause', async () => {
  let sending: readonly Buffer[] = [];
  const server = await during(
    serveTcp((socket) =>
      socket.once('data', () => {
        for (const piece of sending) socket.write(piece);
        socket.end();
      }),
    ),
  );
  const probing = prober();
  const probed = fc.asyncProperty(answer, fc.nat(), fc.boolean(), async (bytes, at, reuseConnection) => {
    sending = [bytes.subarray(0, at % (bytes.length + 1)), bytes.subarray(at % (bytes.length + 1))];
    const result = await probing.probe(
      httpService(server.url, { reuseConnection }),
      new AbortController().signal,
    );
    // A void one would be our own trouble: a defect.
    expect(told(result)).not.toMatch(/^void/);
  });
  await fc.assert(probed, { numRuns: 500 });
});
