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
import { REASONS } from '../../../electron/web/refusals.ts';
import { TOKEN_SECRET } from '../../../shared/protocol/access.ts';

type Headers = readonly (readonly [string, string])[];

const UNSHARED: Publication = {
  shared: false,
  names: new Set(),
  origins: new Set(),
  page: new Set(['/assets/app.js']),
  openHealth: false,
  openMetrics: false,
  trustLoopback: true,
};
const SHARED = { ...UNSHARED, shared: true, names: new Set(['monitor.lan', '192.0.2.7', '[fd00::7]']) };
const TOKENS: Readonly<Record<string, Recognition>> = {
  look: { name: 'team', role: 'viewer', createdAt: 1 },
  act: { name: 'ann', role: 'operator', createdAt: 2 },
  late: 'delayed',
};

/** Of the form that tokens have. */
const GUESS = '0123456789abcdefghijklmnop-_ABCD';

/** What proxies that sign people in add. */
const FOREIGN = [
  'Bearer eyJh.eyJz.c2ln',
  'bearer YWI=',
  'Bearer ya29.a0AfH6SNx',
  'Bearer opaque',
  `Bearer gho_${GUESS}0123`,
  `Bearer ${GUESS.slice(1)}`,
  `Bearer ${GUESS}=`,
  `Bearer ${GUESS} x`,
  'Bearer x y',
  'Bearer \xff',
];

/** In this house both halves of a session are the secret of its token. */
const INSTANCE = '0a0b0c0d';
const halvesOf = (headers: readonly string[]) => sessionCookies(headers, INSTANCE).map(({ value }) => value);
const DOORKEEPER: Doorkeeper = {
  token: (secret) => TOKENS[secret] ?? 'wrong',
  mayBeOurs: (secret) => TOKEN_SECRET.test(secret) || secret in TOKENS,
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
      httpVersion: '1.1',
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
    '[0:0::0001]:9999',
    'bell.localhost:9999',
    'A.b.localhost.:9999',
    // What a proxy or a tunnel listens on.
    'localhost:8443',
    'localhost',
    '127.0.0.1',
    '[::1]',
  ])('answers to %s', (host) => {
    expect(statusOf([['Host', host]])).toBe(200);
  });

  it.each([
    'evil.example:9999',
    'localhost.evil.example:9999',
    'localhost..:9999',
    'evillocalhost:9999',
    'localhost:99999',
    'localhost:',
    '.localhost',
    'a..localhost',
    '[::1%evil.example]x:9999',
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

  it('is never anything but this machine', () => {
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
        // What browsers would connect to, for all that they take.
        const { hostname } = new URL(`http://${text}/`);
        const plain = hostname.replace(/\.$/, '');
        expect(
          /(?:^|\.)localhost$/.test(plain) ||
            plain === '[::1]' ||
            (isIPv4(plain) && plain.startsWith('127.')),
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
    // A proxy that speaks TLS on the port that it names.
    ['https://127.0.0.1:9999', 200],
    ['https://127.0.0.1', 403],
    ['http://127.0.0.1', 403],
    ['wss://127.0.0.1:9999', 403],
    ['http://127.0.0.1:9999/', 403],
    ['http://127.0.0.1:9999.evil.example', 403],
    ['null', 403],
    ['', 403],
  ])('Origin %j on the socket and elsewhere gives %i', (origin, status) => {
    expect(statusOf([OWN, ['Origin', origin]], { target: '/ws', upgrade: true })).toBe(status);
    expect(statusOf([OWN, ['Origin', origin]])).toBe(status);
    expect(statusOf([OWN, ['Origin', origin]], { method: 'POST' })).toBe(status === 200 ? 405 : status);
  });

  it('need not be named, as programs do not, and never twice', () => {
    const socket = { target: '/ws', upgrade: true };
    expect(statusOf([OWN], socket)).toBe(200);
    expect(statusOf([OWN, own, own], socket)).toBe(403);
    expect(statusOf([OWN, own, ['Origin', 'http://evil.example']], socket)).toBe(403);
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
      expect(statusOf(from('websocket', 'websocket'), { target: '/ws', upgrade: true })).toBe(403);
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
      '[FD00:0:0::7]',
      '[fd00::7%eth0]',
      '[fd00::8]',
    ];
    const hosts = names.map((name) => statusOf([['Host', `${name}:9999`], bearer('look')], far, SHARED));
    expect(hosts).toEqual([200, 200, 200, 421, 421, 200, 200, 200, 421]);
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
    expect([of(), of(bearer(GUESS)), of(bearer('look')), of(bearer('act'))]).toEqual(statuses);
    expect([of(...halves('look')), of(...halves('act'))]).toEqual(statuses.slice(2));
    // One half of a session is as good as nothing, and no worse: a browser with old ones gets the page that lets it sign in.
    const nothing = [[cookie('act')], [key('act')], [cookie('look'), key('act')], halves('guess')] as const;
    expect(nothing.map((headers) => of(...headers))).toEqual(nothing.map(() => statuses[0]));
  });

  it('may read the health of all without a token where that is wished, and nothing else', () => {
    const open = { ...SHARED, openHealth: true };
    const status = (target: string) => statusOf([NAMED], { ...far, target }, open);
    expect(['/health', '/health?a', '/health/live', '/health/', '/api/v1/overview'].map(status)).toEqual([
      200, 200, 401, 200, 401,
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

  it('needs a token for a socket, with an Origin and without', () => {
    const socket = { ...far, target: '/ws', upgrade: true };
    const origin = ['Origin', 'http://monitor.lan:9999'] as const;
    const of = (...headers: Headers) => statusOf([NAMED, ...headers], socket, SHARED);
    expect(of(origin)).toBe(401);
    expect(of(origin, ...halves('look'))).toBe(200);
    expect(of()).toBe(401);
    // The key is the first message of a socket: until then nobody has come in.
    for (const from of [[origin], []])
      expect(judge([NAMED, ...from, cookie('look')], socket, SHARED)).toMatchObject({
        allowed: true,
        entrant: null,
      });
    expect(of(origin, cookie('guess'))).toBe(401);
    expect(of(origin, key('look'))).toBe(401);
    expect(of(bearer('look'))).toBe(200);
    expect(of(bearer(GUESS))).toBe(401);
    expect(of(bearer('look'), ['Origin', 'null'])).toBe(403);
    expect(of(bearer('look'), ['Origin', 'http://evil.example'])).toBe(403);
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
    ['an empty token', [origin, json, ['Authorization', 'Bearer']], 401],
    ['a session beside what a proxy shows', [origin, json, bearer(GUESS), ...halves('act')], 200],
    ['a JWT, which is none of ours', [origin, json, bearer('eyJh.eyJz.c2ln')], 401],
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
    expect(statusOf([OWN, origin, json], { method: 'POST', target: '/api/v1/session/' })).toBe(200);
    expect(statusOf([OWN, origin, json], { method: 'POST', target: '/api/v1/session//' })).toBe(405);
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
      ['Basic eDp5', 'Digest username="x"', 'Negotiate YII=', ...FOREIGN].map((value) =>
        who(['Authorization', value]),
      ),
    ).toEqual(['', '', '', ...FOREIGN].map(() => ['viewer', undefined]));
    expect(who(bearer(GUESS))).toBe(401);
    expect(who(bearer('late'))).toBe(429);
  });
});

describe('a bearer token that cannot be ours', () => {
  const far = { peer: '192.0.2.50' } as const;
  const NAMED = ['Host', 'monitor.lan:9999'] as const;
  const origin = ['Origin', 'http://127.0.0.1:9999'] as const;
  const json = ['Content-Type', 'application/json'] as const;

  it.each(FOREIGN)('is as none, wherever it is shown: %s', (value) => {
    const shown = ['Authorization', value] as const;
    const open = { ...SHARED, openHealth: true, openMetrics: true };
    for (const target of [
      '/',
      '/assets/app.js',
      '/health',
      '/metrics',
      '/api/v1/session',
      '/api/v1/services',
    ])
      for (const publication of [SHARED, open])
        expect([target, statusOf([NAMED, shown], { ...far, target }, publication)]).toEqual([
          target,
          statusOf([NAMED], { ...far, target }, publication),
        ]);
    const post = { method: 'POST', target: '/api/v1/requests' } as const;
    const changes = [[json], [origin, json], [origin, json, ...halves('look')]] as const;
    expect(changes.map((headers) => statusOf([OWN, shown, ...headers], post))).toEqual([401, 401, 403]);
    const signIn = { method: 'POST', target: '/api/v1/session' } as const;
    expect([statusOf([OWN, shown, json], signIn), statusOf([OWN, shown, origin, json], signIn)]).toEqual([
      401, 200,
    ]);
    // Ours counts beside it.
    for (const headers of [
      [shown, ['Authorization', 'Bearer act']],
      [['Authorization', 'Bearer act'], shown],
    ] as const)
      expect(statusOf([OWN, origin, json, ...headers], post)).toBe(200);
  });

  it('is none that has our form, and none that is empty', () => {
    for (const value of [`Bearer ${GUESS}`, `bearer   ${GUESS}`, 'Bearer', 'bearer ', 'Bearer late']) {
      const status = value.endsWith('late') ? 429 : 401;
      expect(statusOf([OWN, ['Authorization', value]])).toBe(status);
      expect(statusOf([NAMED, ['Authorization', value]], { ...far, target: '/' }, SHARED)).toBe(status);
    }
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

describe('behind a proxy', () => {
  const listed = {
    ...SHARED,
    names: new Set(['monitor.lan', 'portal.lan']),
    origins: new Set(['https://portal.lan:8443']),
  };
  const judged = (host: string, origin: string, publication: Publication = listed) =>
    statusOf(
      [
        ['Host', host],
        ['Origin', origin],
        ['Authorization', 'Bearer look'],
      ],
      {},
      publication,
    );

  it.each([
    ['monitor.lan:8443', 'https://monitor.lan:8443', 200],
    ['monitor.lan:8080', 'http://monitor.lan:8080', 200],
    // Only the proxy knows whether that is http or https.
    ['monitor.lan', 'https://monitor.lan', 200],
    ['monitor.lan', 'http://monitor.lan', 200],
    ['monitor.lan:443', 'https://monitor.lan', 200],
    ['monitor.lan', 'https://monitor.lan:443', 200],
    ['monitor.lan:80', 'http://monitor.lan', 200],
    ['monitor.lan:443', 'http://monitor.lan', 403],
    ['monitor.lan:80', 'https://monitor.lan', 403],
    ['MONITOR.lan.:8443', 'https://monitor.lan.:8443', 200],
    // A bare name admits no other port: that is another program.
    ['monitor.lan', 'https://monitor.lan:8443', 403],
    ['monitor.lan:9999', 'http://monitor.lan:3000', 403],
    ['monitor.lan', 'http://other.lan', 403],
    // A whole origin counts whatever Host says.
    ['portal.lan', 'https://portal.lan:8443', 200],
    ['monitor.lan', 'https://portal.lan:8443', 200],
    ['127.0.0.1:9999', 'https://PORTAL.lan:8443', 200],
    ['portal.lan', 'http://portal.lan:8443', 403],
    ['portal.lan', 'https://portal.lan:8444', 403],
    // What it was passed on as.
    ['bellwether-backend', 'https://portal.lan:8443', 421],
  ])('Host %s and Origin %s give %i', (host, origin, status) => {
    expect(judged(host, origin)).toBe(status);
  });

  it('shows no page of plain http where it speaks TLS itself, unless that is listed', () => {
    const of = (origin: string, publication: Publication = SHARED) =>
      statusOf(
        [
          ['Host', 'monitor.lan:9999'],
          ['Origin', origin],
        ],
        { target: '/', secure: true },
        publication,
      );
    expect(of('https://monitor.lan:9999')).toBe(200);
    expect(of('http://monitor.lan:9999')).toBe(403);
    const origins = new Set(['http://monitor.lan:9999']);
    expect(of('http://monitor.lan:9999', { ...SHARED, origins })).toBe(200);
  });

  it('says what to add, and where', () => {
    const advice = (host: string, origin: string | null, publication = UNSHARED) => {
      const headers: Headers = [['Host', host], ...(origin === null ? [] : ([['Origin', origin]] as const))];
      const access = judge(headers, {}, publication);
      return access.allowed ? null : [access.status, access.words];
    };
    const where =
      'under `server:` in the configuration of Bellwether ("bellwether config path" says which file), and start it again.';
    expect(advice('new.lan:8443', null)).toEqual([
      421,
      `This server does not go by the name new.lan. If it should, add \`share: true\` and \`names: ["new.lan"]\` ${where}`,
    ]);
    expect(advice('new.lan', null, SHARED)).toEqual([
      421,
      `This server does not go by the name new.lan. If it should, add \`names: ["new.lan"]\` ${where}`,
    ]);
    expect(advice('monitor.lan', 'https://monitor.lan:8443', SHARED)).toEqual([
      403,
      `The page https://monitor.lan:8443 is not the one of monitor.lan. If a proxy shows it there, let that pass on the Host header as browsers send it, or add \`names: ["https://monitor.lan:8443"]\` ${where}`,
    ]);
    // What is no name is not repeated.
    expect(advice('<script>', null)).toEqual([421, REASONS['foreign Host'][1]]);
    expect(advice('localhost', '<script>')).toEqual([403, REASONS['foreign Origin'][1]]);
  });

  it('lets the page open its socket where browsers are', () => {
    const sockets = (host: string, approach: Partial<Approach> = {}) => {
      const access = judge([['Host', host]], { target: '/', ...approach }, listed);
      return access.allowed ? access.sockets : null;
    };
    expect(sockets('monitor.lan:8443')).toEqual(['ws://monitor.lan:8443', 'wss://monitor.lan:8443']);
    expect(sockets('monitor.lan:8443', { secure: true })).toEqual(['wss://monitor.lan:8443']);
    expect(sockets('portal.lan')).toEqual(['ws://portal.lan', 'wss://portal.lan', 'wss://portal.lan:8443']);
  });
});

describe('rights by position', () => {
  const status = (headers: Headers, approach: Partial<Approach> = {}, publication = UNSHARED) =>
    statusOf([OWN, ...headers], approach, publication);

  it.each([
    ['X-Forwarded-For', '192.0.2.1'],
    ['x-forwarded-for', ''],
    ['X-Forwarded-Proto', 'https'],
    ['X-Forwarded-Host', 'monitor.lan'],
    ['X-Forwarded-Prefix', '/bell'],
    ['X-Forwarded', 'for=192.0.2.1'],
    ['Forwarded', 'for=127.0.0.1'],
    ['Via', '1.1 proxy'],
    ['X-Real-IP', '127.0.0.1'],
    ['X-Client-IP', '192.0.2.1'],
    ['X-Original-URL', '/'],
    ['True-Client-IP', '192.0.2.1'],
    ['CF-Connecting-IP', '192.0.2.1'],
    ['X-Cluster-Client-Ip', '192.0.2.1'],
    ['X-Proxyuser-Ip', '192.0.2.1'],
    ['Proxy-Connection', 'keep-alive'],
    ['Tailscale-User-Login', 'ann'],
    ['CDN-Loop', 'cloudflare'],
    ['X-NginX-Proxy', 'true'],
    ['X-SSL-Client-Verify', 'SUCCESS'],
    ['X-Url-Scheme', 'https'],
    ['X-Originating-IP', '192.0.2.1'],
    ['Remote-Groups', 'staff'],
    ['X-Auth-Request-User', 'ann'],
    ['X-Goog-Authenticated-User-Email', 'ann@example.org'],
    ['Referer', 'http://monitor.lan/'],
    ['Referer', 'http://localhost.evil.example:9999/'],
    ['Referer', 'http://127.0.0.1@monitor.lan/'],
    ['Referer', 'android-app://com.example'],
  ] as const)('are lost by %s: %s', (name, value) => {
    expect(status([[name, value]])).toBe(401);
    expect(status([[name, value]], { target: '/ws', upgrade: true })).toBe(401);
    // The page without facts, and whoever has a token, are not hindered.
    expect(status([[name, value]], { target: '/' })).toBe(200);
    expect(
      status([
        [name, value],
        ['Authorization', 'Bearer look'],
      ]),
    ).toBe(200);
  });

  it.each([
    [],
    [['Origin', 'http://127.0.0.1:9999']],
    [['Referer', 'http://127.0.0.1:9999/']],
    [['Referer', 'http://127.0.0.1:3000/x']],
    [['User-Agent', 'Via/1.0 X-Forwarded-For']],
    [['X-Requested-With', 'XMLHttpRequest']],
    [['X-Request-Id', '1']],
    [['Cookie', 'forwarded=1']],
  ] satisfies Headers[])('are kept with %j', (...headers) => {
    expect(status(headers)).toBe(200);
  });

  it('are lost over HTTP/1.0, with a listed origin of another name, and where nobody is trusted for it', () => {
    expect(status([], { httpVersion: '1.0' })).toBe(401);
    const listed = { ...SHARED, origins: new Set(['https://monitor.lan']) };
    expect(status([['Origin', 'https://monitor.lan']], {}, listed)).toBe(401);
    expect(status([], {}, { ...UNSHARED, trustLoopback: false })).toBe(401);
    expect(status([], { target: '/' }, { ...UNSHARED, trustLoopback: false })).toBe(200);
  });
});
