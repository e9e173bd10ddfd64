import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLoopbackHost, judgeAccess, type Approach } from '../../../electron/web/access-policy.ts';

function statusOf(headers: readonly (readonly [string, string])[], approach: Partial<Approach> = {}) {
  const access = judgeAccess({
    method: 'GET',
    target: '/health',
    port: 9999,
    upgrade: false,
    ...approach,
    rawHeaders: headers.flat(),
  });
  return access.allowed ? 200 : access.status;
}

const OWN = ['Host', '127.0.0.1:9999'] as const;

describe('the name it is asked by', () => {
  it.each([
    '127.0.0.1:9999',
    '127.8.9.10:9999',
    'localhost:9999',
    'LOCALHOST:9999',
    'localhost.:9999',
    '127.0.0.1.:9999',
    '[::1]:9999',
  ])('answers to %s', (host) => {
    expect(statusOf([['Host', host]])).toBe(200);
  });

  it.each([
    'evil.example:9999',
    'localhost.evil.example:9999',
    'evil.localhost:9999',
    'localhost..:9999',
    'localhost:9998',
    'localhost:19999',
    'localhost:09999',
    'localhost',
    'localhost:',
    '127.0.0.1',
    '127.0.0.256:9999',
    '127.1:9999',
    '0x7f.0.0.1:9999',
    '2130706433:9999',
    '0.0.0.0:9999',
    '128.0.0.1:9999',
    '[::]:9999',
    '[::ffff:127.0.0.1]:9999',
    '::1:9999',
    'user@localhost:9999',
    'localhost:9999,evil.example',
    'localhost:9999 ',
    'localhost:9999\n',
    '',
  ])('is misdirected by %j', (host) => {
    expect(statusOf([['Host', host]])).toBe(421);
  });

  it('needs exactly one', () => {
    expect(statusOf([])).toBe(400);
    expect(statusOf([OWN, ['hOST', '127.0.0.1:9999']])).toBe(400);
  });

  it('may come without a port on port 80', () => {
    expect(statusOf([['Host', 'localhost']], { port: 80 })).toBe(200);
  });

  it('is never anything but this machine, on this port', () => {
    const port = fc.oneof(fc.constant('9999'), fc.nat(70_000).map(String), fc.string({ maxLength: 4 }));
    const name = fc.oneof(
      fc.constantFrom(
        'localhost',
        '127.0.0.1',
        '[::1]',
        'LocalHost.',
        '127.0.0.1.',
        '[::1].',
        '127.0.0',
        '[::1',
      ),
      fc.domain(),
      fc.ipV4(),
      fc.ipV6().map((address) => `[${address}]`),
      fc.tuple(fc.constant(127), fc.nat(300), fc.nat(300), fc.nat(300)).map((octets) => octets.join('.')),
      fc.string(),
    );
    const separator = fc.constantFrom(':', '', '::', ':0');
    fc.assert(
      fc.property(name, separator, port, (host, between, number) => {
        const text = `${host}${between}${number}`;
        if (statusOf([['Host', text]]) !== 200) return;
        expect(text.endsWith(':9999')).toBe(true);
        const plain = text.slice(0, -':9999'.length).toLowerCase().replace(/\.$/, '');
        expect(
          plain === 'localhost' || plain === '[::1]' || (isIPv4(plain) && plain.startsWith('127.')),
        ).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

it.each(['http://127.0.0.1:9999/health', 'http://evil.example/', '*', 'evil.example:443', '', 'health'])(
  'refuses the target %j, which is not a path',
  (target) => {
    expect(statusOf([OWN], { target })).toBe(400);
  },
);

describe('the page on whose behalf it is asked', () => {
  const own = ['Origin', 'http://127.0.0.1:9999'] as const;

  it.each([
    ['http://127.0.0.1:9999', 200],
    ['http://evil.example', 403],
    ['http://127.0.0.1:3000', 403],
    // Another program may hold the same port on ::1.
    ['http://[::1]:9999', 403],
    ['http://localhost:9999', 403],
    ['https://127.0.0.1:9999', 403],
    ['http://127.0.0.1:9999/', 403],
    ['http://127.0.0.1:9999.evil.example', 403],
    ['null', 403],
    ['', 403],
  ])('Origin %j on the socket and elsewhere gives %i', (origin, status) => {
    expect(statusOf([OWN, ['Origin', origin]], { target: '/ws', upgrade: true })).toBe(status);
    expect(statusOf([OWN, ['Origin', origin]])).toBe(status);
    expect(statusOf([OWN, ['Origin', origin]], { method: 'POST' })).toBe(status === 200 ? 405 : status);
  });

  it('has to be named on the socket, once', () => {
    expect(statusOf([OWN], { target: '/ws', upgrade: true })).toBe(403);
    expect(statusOf([OWN, own, ['Origin', 'http://evil.example']], { target: '/ws', upgrade: true })).toBe(
      403,
    );
  });

  it('compares names as browsers write them', () => {
    const headers = [
      ['Host', 'LOCALHOST.:9999'],
      ['Origin', 'http://localhost.:9999'],
    ] as const;
    expect(statusOf(headers, { target: '/ws', upgrade: true })).toBe(200);
  });

  it.each(['cross-site', 'same-site', 'something-new'])(
    '%s may open the dashboard and nothing else',
    (site) => {
      const from = (mode: string, dest: string) =>
        [OWN, ['Sec-Fetch-Site', site], ['Sec-Fetch-Mode', mode], ['Sec-Fetch-Dest', dest]] as const;
      expect(statusOf(from('navigate', 'document'))).toBe(200);
      expect(statusOf(from('navigate', 'iframe'))).toBe(403);
      expect(statusOf(from('no-cors', 'script'))).toBe(403);
      expect(statusOf(from('no-cors', 'image'))).toBe(403);
      expect(statusOf(from('cors', 'empty'))).toBe(403);
      expect(statusOf(from('navigate', 'document'), { method: 'POST' })).toBe(403);
      expect(statusOf([...from('navigate', 'document'), own], { target: '/ws', upgrade: true })).toBe(403);
    },
  );

  it.each(['same-origin', 'none'])('%s is our own page or the address bar', (site) => {
    expect(statusOf([OWN, ['Sec-Fetch-Site', site]])).toBe(200);
  });
});

it('lets nothing change and takes no body', () => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']) {
    expect(statusOf([OWN], { method })).toBe(405);
  }
  expect(statusOf([OWN], { method: 'HEAD' })).toBe(200);
  expect(statusOf([OWN, ['Content-Length', '0']])).toBe(200);
  expect(statusOf([OWN, ['Content-Length', '1']])).toBe(413);
  expect(statusOf([OWN, ['Transfer-Encoding', 'chunked']])).toBe(413);
});

it('counts headers', () => {
  const filler = Array.from({ length: 99 }, (_, index) => [`X-${index}`, ''] as const);
  expect(statusOf([OWN, ...filler])).toBe(200);
  expect(statusOf([OWN, ...filler, ['X-99', '']])).toBe(431);
});

it('listens on loopback only', () => {
  expect(
    ['127.0.0.1', '127.3.2.1', 'localhost', 'LOCALHOST', '::1'].filter((host) => !isLoopbackHost(host)),
  ).toEqual([]);
  const outside = [
    '0.0.0.0',
    '::',
    '',
    '192.168.1.2',
    'example.com',
    'localhost:80',
    '::ffff:127.0.0.1',
    '[::1]',
  ];
  expect(outside.filter(isLoopbackHost)).toEqual([]);
});
