import { expect, it } from 'vitest';
import { hostIn } from '../../../electron/web/plain-http.ts';

it.each([
  ['GET / HTTP/1.1\r\nHost: monitor.lan:9999\r\n\r\n', 'monitor.lan:9999'],
  ['GET / HTTP/1.1\nhost:\tmonitor.lan \n\n', 'monitor.lan'],
  ['GET / HTTP/1.1\r\nX-Host: evil.example\r\nHost:\r\n\r\n', null],
  ['GET /host: HTTP/1.1\r\n\r\n', null],
])('the host of %j is %j', (head, host) => {
  expect(hostIn(head)).toBe(host);
});

it.each([[' '], ['\t'], ['host: '], ['\nhost:'], ['\nhost: ']])(
  'what looks for a host grows as the text does: %j',
  (pump) => {
    /** The shortest of some runs: what else the machine does only makes a run longer. */
    const costOf = (length: number) => {
      const text = `GET / HTTP/1.1\nHost:${pump.repeat(length / pump.length)}a b\n`;
      const runs = Array.from({ length: 3 }, () => {
        const before = process.cpuUsage();
        hostIn(text);
        return process.cpuUsage(before).user;
      });
      return Math.min(...runs);
    };
    // Sixteen times the text; work that grows with its square is 256 times as much.
    expect(costOf(64_000)).toBeLessThan(48 * Math.max(costOf(4000), 1000));
  },
);
