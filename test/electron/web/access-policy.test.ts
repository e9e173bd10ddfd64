import { isIPv4 } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  judgeAccess,
  type Approach,
  type Doorkeeper,
  type Publication,
  type Recognition,
} from '../../../electron/web/access-policy.ts';
import { keyOf, sessionCookies } from '../../../electron/web/credentials.ts';
import { isLoopbackHost } from '../../../electron/web/host-names.ts';

type Headers = readonly (readonly [string, string])[];

const UNSHARED: Publication = {
  names: new Set(),
  page: new Set(['/assets/app.js']),
  openHealth: false,
  openMetrics: false,
};
const SHARED = { ...UNSHARED, names: new Set(['monitor.lan', '192.0.2.7']) };
const TOKENS: Readonly<Record<string, Recognition>> = {
  look: { name: 'team', role: 'viewer', createdAt: 1 },
  act: { name: 'ann', role: 'operator', createdAt: 2 },
  late: 'delayed',
};

/** In this house both halves of a session are the secret of its token. */
const INSTANCE = '0a0b0c0d';
const halvesOf = (headers: readonly string[]) => sessionCookies(headers, INSTANCE).map(({ value }) => value);
const DOORKEEPER: Doorkeeper = {
  token: (secret) => TOKENS[secret] ?? 'wrong',
  session: (headers) => {
    const key = keyOf(headers) ?? '';
    const token = halvesOf(headers).includes(key) ? TOKENS[key] : undefined;
    return typeof token === 'object' ? { id: '00000001', token } : null;
  },
  hasHalf: (headers) => halvesOf(headers).some((half) => half in TOKENS),
};

const cookie = (secret: string, instance = INSTANCE) =>
  ['Cookie', `theme=dark; bellwether-${instance}-00000001=${secret}`] as const;
const key = (secret: string) => ['Bellwether-Key', secret] as const;
const halves = (secret: string) => [cookie(secret), key(secret)] as const;

function judge(headers: Headers, approach: Partial<Approach> = {}, publication = UNSHARED) {
  return judgeAccess(
    {
      method: 'GET',
      target: '/health',
      port: 9999,
      peer: '127.0.0.1',
      secure: false,
      upgrade: false,
      ...approach,
      rawHeaders: headers.flat(),
    },
    publication,
    DOORKEEPER,
  );
}

function statusOf(headers: Headers, approach: Partial<Approach> = {}, publication = UNSHARED) {
  const access = judge(headers, approach, publication);
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

describe('who comes over the network', () => {
  const NAMED = ['Host', 'monitor.lan:9999'] as const;
  const far = { peer: '192.0.2.50' } as const;
  const bearer = (secret: string) => ['Authorization', `Bearer ${secret}`] as const;

  it('asks by a name that is known', () => {
    const names = [
      'monitor.lan',
      'MONITOR.LAN.',
      '192.0.2.7',
      '192.0.2.8',
      'monitor.lan.evil.example',
      '[::1]',
    ];
    const hosts = names.map((name) => statusOf([['Host', `${name}:9999`], bearer('look')], far, SHARED));
    expect(hosts).toEqual([200, 200, 200, 421, 421, 200]);
    expect(statusOf([NAMED, bearer('look')], far, UNSHARED)).toBe(421);
  });

  it.each([
    // No token, a wrong one, a viewer's, an operator's.
    ['/', [200, 401, 200, 200]],
    ['/assets/app.js', [200, 401, 200, 200]],
    ['/api/v1/session', [200, 401, 200, 200]],
    ['/health', [401, 401, 200, 200]],
    ['/health/live', [401, 401, 200, 200]],
    ['/metrics', [401, 401, 200, 200]],
    ['/api/v1/services', [401, 401, 200, 200]],
    ['/%61pi/v1/services', [401, 401, 200, 200]],
    ['/assets/../api/v1/services', [401, 401, 200, 200]],
    ['//api/v1/services', [401, 401, 200, 200]],
    ['/api/v1/services?x=/', [401, 401, 200, 200]],
    ['/nowhere', [401, 401, 200, 200]],
  ])('reads %s with a token, and only what has no facts in it without', (target, statuses) => {
    const of = (...headers: Headers) => statusOf([NAMED, ...headers], { ...far, target }, SHARED);
    expect([of(), of(bearer('guess')), of(bearer('look')), of(bearer('act'))]).toEqual(statuses);
    expect([of(...halves('look')), of(...halves('act'))]).toEqual(statuses.slice(2));
    // One half of a session is as good as nothing, and no worse: a browser with old ones gets the page that lets it sign in.
    const nothing = [[cookie('act')], [key('act')], [cookie('look'), key('act')], halves('guess')] as const;
    expect(nothing.map((headers) => of(...headers))).toEqual(nothing.map(() => statuses[0]));
  });

  it('may read the health of all without a token where that is wished, and nothing else', () => {
    const open = { ...SHARED, openHealth: true };
    const status = (target: string) => statusOf([NAMED], { ...far, target }, open);
    expect(['/health', '/health?a', '/health/live', '/health/', '/api/v1/overview'].map(status)).toEqual([
      200, 200, 401, 401, 401,
    ]);
  });

  it('may read the metrics without a token where that is wished, and nothing else', () => {
    const status = (target: string, openMetrics: boolean) =>
      statusOf([NAMED], { ...far, target }, { ...SHARED, openMetrics });
    expect([status('/metrics', false), status('/metrics', true), status('/health', true)]).toEqual([
      401, 200, 401,
    ]);
  });

  it('is somebody from this machine only when the connection and the name both say so', () => {
    const read = (name: string, peer: string) => statusOf([['Host', `${name}:9999`]], { peer }, SHARED);
    expect(read('127.0.0.1', '127.0.0.1')).toBe(200);
    expect(read('localhost', '::1')).toBe(200);
    expect(read('localhost', '::ffff:127.0.0.1')).toBe(200);
    // A proxy on this machine that passes on the name, and a neighbour who lies about it.
    expect(read('monitor.lan', '127.0.0.1')).toBe(401);
    expect(read('127.0.0.1', '192.0.2.50')).toBe(401);
    expect(read('127.0.0.1', '')).toBe(401);
    const forwarded = [
      ['Host', 'localhost:9999'],
      ['X-Forwarded-For', '127.0.0.1'],
      ['Forwarded', 'for=127.0.0.1'],
    ] as const;
    expect(statusOf(forwarded, far, SHARED)).toBe(401);
  });

  it('needs an Origin or a bearer token for a socket, a token in any case', () => {
    const socket = { ...far, target: '/ws', upgrade: true };
    const origin = ['Origin', 'http://monitor.lan:9999'] as const;
    const of = (...headers: Headers) => statusOf([NAMED, ...headers], socket, SHARED);
    expect(of(origin)).toBe(401);
    expect(of(origin, ...halves('look'))).toBe(200);
    expect(of(cookie('look'))).toBe(403);
    // The key is the first message of a socket: until then nobody has come in.
    const halfIn = judge([NAMED, origin, cookie('look')], socket, SHARED);
    expect(halfIn).toMatchObject({ allowed: true, entrant: null });
    expect(of(origin, cookie('guess'))).toBe(401);
    expect(of(origin, key('look'))).toBe(401);
    expect(of(bearer('look'))).toBe(200);
    expect(of(bearer('guess'))).toBe(401);
    expect(of(bearer('look'), ['Origin', 'null'])).toBe(403);
    expect(of(bearer('look'), ['Origin', 'http://evil.example'])).toBe(403);
  });

  it('compares the scheme of the Origin as well', () => {
    const origin = ['Origin', 'https://monitor.lan:9999'] as const;
    const of = (secure: boolean) => statusOf([NAMED, origin, ...halves('look')], { ...far, secure }, SHARED);
    expect([of(true), of(false)]).toEqual([200, 403]);
  });
});

describe('who wants to change something', () => {
  const origin = ['Origin', 'http://127.0.0.1:9999'] as const;
  const json = ['Content-Type', 'application/json'] as const;
  const post = { method: 'POST', target: '/api/v1/requests' } as const;
  const bearer = (secret: string) => ['Authorization', `Bearer ${secret}`] as const;

  it.each([
    ['nobody in particular', [origin, json], 401],
    ['a viewer', [origin, json, bearer('look')], 403],
    ['an operator', [origin, json, bearer('act')], 200],
    ['an operator without a browser', [json, bearer('act')], 200],
    ['an operator who signed in', [origin, json, ...halves('act')], 200],
    ['a viewer who signed in', [origin, json, ...halves('look')], 403],
    ['a cookie alone', [origin, json, cookie('act')], 401],
    ['a key alone', [origin, json, key('act')], 401],
    ['halves of two sessions', [origin, json, cookie('look'), key('act')], 401],
    ['a cookie of another instance', [origin, json, cookie('act', '0a0b0c0e'), key('act')], 401],
    ['an operator among junk', [origin, json, cookie('x'), cookie('act'), cookie('y'), key('act')], 200],
    ['a session without Origin', [json, ...halves('act')], 403],
    ['a foreign page', [['Origin', 'http://evil.example'], json, ...halves('act')], 403],
    ['an operator behind a password', [origin, json, ['Authorization', 'Basic eDp5'], ...halves('act')], 200],
    ['a token beside a password', [json, ['Authorization', 'Basic eDp5'], bearer('act')], 200],
    ['an empty token', [origin, json, ['Authorization', 'Bearer'], ...halves('act')], 401],
    ['a form', [origin, ['Content-Type', 'text/plain'], bearer('act')], 415],
    ['a body of no kind', [origin, bearer('act')], 415],
    ['a long body', [origin, json, bearer('act'), ['Content-Length', '16385']], 413],
    ['a body without length', [origin, json, bearer('act'), ['Transfer-Encoding', 'chunked']], 413],
    ['somebody who guessed too often', [origin, json, bearer('late')], 429],
    ['another scheme', [origin, json, ['Authorization', 'Basic act']], 401],
  ] satisfies [string, Headers, number][])('is %s', (_, headers, status) => {
    expect(statusOf([OWN, ...headers], post)).toBe(status);
  });

  it('may sign in and out without rights, but not from elsewhere', () => {
    const session = { target: '/api/v1/session' };
    expect(statusOf([OWN, origin, json], { ...session, method: 'POST' })).toBe(200);
    expect(statusOf([OWN, origin], { ...session, method: 'DELETE' })).toBe(200);
    expect(statusOf([OWN, json], { ...session, method: 'POST' })).toBe(403);
    expect(statusOf([OWN, json, ['Origin', 'null']], { ...session, method: 'POST' })).toBe(403);
    expect(statusOf([OWN, origin, json], { method: 'POST', target: '/api/v1/session/' })).toBe(405);
  });

  it('is known to the routes by role and name; at this machine reading needs neither', () => {
    const who = (...headers: Headers) => {
      const access = judge([OWN, ...headers]);
      return access.allowed ? [access.entrant?.role, access.entrant?.token?.name] : access.status;
    };
    expect(who()).toEqual(['viewer', undefined]);
    expect(who(bearer('act'))).toEqual(['operator', 'ann']);
    expect(who(...halves('act'))).toEqual(['operator', 'ann']);
    expect(who(...halves('guess'))).toEqual(['viewer', undefined]);
    expect(
      ['Basic eDp5', 'Digest username="x"', 'Negotiate YII='].map((value) => who(['Authorization', value])),
    ).toEqual([1, 2, 3].map(() => ['viewer', undefined]));
    expect(who(bearer('guess'))).toBe(401);
    expect(who(bearer('late'))).toBe(429);
  });
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
