import { describe, expect, it } from 'vitest';
import { isLoopbackAddress, listenAddress } from '../../../shared/config/listen-address.ts';
import { decode, decoded, faultLines } from '../../builders/config-document.ts';

const document = (host: string, share = true) =>
  `version: 1\nservices: []\nserver: { share: ${share}, host: "${host}" }\n`;

describe('an address to listen on', () => {
  it.each([
    ['127.0.0.5', '127.0.0.5', true],
    ['localhost', 'localhost', true],
    ['::1', '::1', true],
    ['[::1]', '::1', true],
    ['::', '::', false],
    ['0.0.0.0', '0.0.0.0', false],
    ['fe80::1%eth0', 'fe80::1%eth0', false],
    ['[fe80::1%eth0]', 'fe80::1%eth0', false],
    ['[fe80::1%25eth0.7]', 'fe80::1%eth0.7', false],
    ['monitor.lan', 'monitor.lan', false],
    // Resolvers may lead it anywhere.
    ['bell.localhost', 'bell.localhost', false],
  ])('%s is taken as %s', (written, address, loopback) => {
    expect(listenAddress(written)).toBe(address);
    expect(isLoopbackAddress(address)).toBe(loopback);
    expect(decoded(document(written)).server.host).toBe(address);
    expect(decode(document(written, false)).ok).toBe(loopback);
  });

  it.each(['', '[::1', '::1]', '[127.0.0.1]', '127.0.0.1%eth0', 'fe80::1%', '127.1', 'http://x', 'a:1', '*'])(
    '%j is none',
    (written) => {
      expect(listenAddress(written)).toBeNull();
      expect(faultLines(decode(document(written)))).toEqual([
        expect.stringMatching(/^3:\d+ server\.host: expected 127\.0\.0\.1, ::1 or localhost/),
      ]);
    },
  );
});
