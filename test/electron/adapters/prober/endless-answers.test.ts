import type { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { makeCertificate } from '../../../fixtures/certificates.ts';
import { gigabyteOf, serveTcp, serveTls } from '../../../fixtures/fault-servers.ts';
import { during, httpService, probeOnce, told } from './probe.ts';

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

it.each([
  ['blank lines before the status', '', '\r\n'],
  ['a status without end', 'HTTP/1.1 200 ', 'very fine ', 'response headers of more than 16 KiB'],
  ['one interim answer after another', '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'],
  ['a chunk described without end', `${CHUNKED}5;`, 'note=long;'],
  ['a chunk whose length has no end', CHUNKED, '0'],
])(
  'a gigabyte of what no other limit counts is not taken in: %s',
  async (_what, begin, repeated, sentence = 'more than 1 MiB beside headers and body') => {
    for (const serve of [serveTcp, (answer: Answer) => serveTls(makeCertificate(), answer)]) {
      const { pour, sent, dropped } = gigabyteOf(repeated);
      const server = await during(
        serve((socket) =>
          socket.once('data', () => {
            socket.write(begin);
            pour(socket);
          }),
        ),
      );
      const tls = { verify: false, caFile: null };
      // Its deadline would come after that of this test.
      const result = await probeOnce(
        httpService(server.url, { tls, expectBody: 'fine' }, { timeoutMs: 600_000 }),
      );
      expect(told(result)).toBe(`protocol: 127.0.0.1:${server.port} sent ${sentence}`);
      await dropped;
      expect(sent()).toBeLessThan(32 * 2 ** 20);
    }
  },
);

type Answer = (socket: Socket) => void;

it('a body in chunks of one byte is read as far as any other', async () => {
  const { pour } = gigabyteOf('1\r\na\r\n');
  const server = await during(
    serveTcp((socket) =>
      socket.once('data', () => {
        socket.write(CHUNKED);
        pour(socket);
      }),
    ),
  );
  expect(told(await probeOnce(httpService(server.url, { expectBody: 'aaa' })))).toBe('answered 200');
});
