import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { WRONG_TOKEN } from '../../../shared/protocol/refusal-words.ts';
import { openTo } from '../../builders/doors.ts';
import { serve, type Served } from './serve.ts';

const NAME = 'monitor.lan';
const SHARING = openTo([NAME]);

interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: unknown;
}

/** As a browser or a program on another machine: by a name that is not of loopback. */
function ask(
  { port }: Served,
  method: string,
  path: string,
  options: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Asked> {
  const { body, headers = {} } = options;
  const text = body === undefined ? '' : JSON.stringify(body);
  const sent = {
    host: `${NAME}:${port}`,
    origin: `http://${NAME}:${port}`,
    ...(body !== undefined && { 'content-type': 'application/json', 'content-length': `${text.length}` }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const asking = request(
      { host: '127.0.0.1', port, method, path, headers: sent, agent: false },
      (response) => {
        let received = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (received += chunk));
        response.on('end', () => {
          const isJson = response.headers['content-type']?.includes('json') === true;
          const answer: unknown = isJson ? JSON.parse(received) : received;
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: answer });
        });
      },
    );
    asking.on('error', reject);
    asking.end(text);
  });
}

const signIn = (served: Served, token: string, headers: Readonly<Record<string, string>> = {}) =>
  ask(served, 'POST', '/api/v1/session', { body: { token }, headers });

async function shared(): Promise<Served> {
  const served = await serve(undefined, SHARING);
  served.tokens.add('look-secret', 'team', 'viewer');
  served.tokens.add('act-secret', 'ann', 'operator');
  return served;
}

const cookiesSet = ({ headers }: Asked) => [headers['set-cookie'] ?? []].flat().map(String);

/** What a browser has of a session: the cookie as it sends it, and the key. */
async function halvesOf(served: Served, token: string) {
  const begun = await signIn(served, token);
  const cookie = cookiesSet(begun).at(-1)?.split(';')[0] ?? '';
  const { key } = begun.body as { key: string };
  return { cookie, key, both: { cookie, 'bellwether-key': key } };
}

const whoIs = async (served: Served, headers: Readonly<Record<string, string>>) =>
  (await ask(served, 'GET', '/api/v1/session', { headers })).body;
const NOBODY = { role: null, name: null };
const ANN = { role: 'operator', name: 'ann' };

describe('a session', () => {
  it('begins with a token, is in two halves, and ends by signing out', async () => {
    const served = await shared();
    expect(await ask(served, 'GET', '/api/v1/session')).toMatchObject({ status: 200, body: NOBODY });
    expect((await ask(served, 'GET', '/api/v1/services')).status).toBe(401);
    const begun = await signIn(served, 'look-secret');
    expect(begun).toMatchObject({
      status: 200,
      body: { role: 'viewer', name: 'team', key: expect.any(String) },
    });
    const { instance } = served.sessions;
    const [set = '', ...more] = cookiesSet(begun);
    expect(more).toEqual([]);
    expect(set).toMatch(
      new RegExp(
        `^bellwether-${instance}-[0-9a-f]{8}=[\\w-]{32}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict$`,
      ),
    );
    expect(JSON.stringify([set, begun.body])).not.toContain('look-secret');

    const cookie = set.split(';')[0] ?? '';
    const headers = { cookie, 'bellwether-key': (begun.body as { key: string }).key };
    const again = await ask(served, 'GET', '/api/v1/session', { headers });
    expect(again.body).toEqual({ role: 'viewer', name: 'team' });
    // The browser keeps it for as long again.
    expect(cookiesSet(again)).toEqual([set]);
    expect((await ask(served, 'GET', '/api/v1/services', { headers })).status).toBe(200);
    const ended = await ask(served, 'DELETE', '/api/v1/session', { headers });
    expect(ended.status).toBe(204);
    expect(cookiesSet(ended)).toContain(
      `${cookie.split('=')[0]}=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict`,
    );
    expect((await ask(served, 'GET', '/api/v1/services', { headers })).status).toBe(401);
  });

  it('is what somebody without one is told of, wherever he asks, and who makes tokens', async () => {
    const served = await shared();
    const makers =
      'Whoever runs Bellwether makes tokens: in its settings, or with "bellwether token create NAME"';
    for (const path of ['/health', '/metrics', '/api/v1/services', '/nowhere'])
      expect(await ask(served, 'GET', path)).toMatchObject({
        status: 401,
        body: expect.stringMatching(
          `^Unauthorized\nWhat is here needs a token\\. .*signs in on the page.*"Authorization: Bearer TOKEN"\\. ${makers}\\.\n$`,
        ),
      });
    const wrong = await ask(served, 'GET', '/health', { headers: { authorization: 'Bearer guess' } });
    expect(wrong.body).toBe(`Unauthorized\n${WRONG_TOKEN} ${makers}.\n`);
    const headers = { authorization: 'Bearer look-secret' };
    const viewer = await ask(served, 'POST', '/api/v1/requests', { body: { type: 'resume' }, headers });
    expect([viewer.status, viewer.body]).toEqual([403, expect.stringMatching(/operator.*--role operator/)]);
    const nobody = await ask(served, 'POST', '/api/v1/requests', { body: { type: 'resume' } });
    expect([nobody.status, nobody.body]).toEqual([401, expect.stringContaining(makers)]);
  });

  it('does not begin with a wrong token, nor with anything else', async () => {
    const served = await shared();
    expect(await signIn(served, 'guess')).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
      body: { error: { code: 'wrong-token', message: WRONG_TOKEN } },
    });
    const bodies = [{}, { token: 1 }, { token: '' }, { token: 'x'.repeat(201) }, { token: 'a', more: 1 }, []];
    for (const body of bodies) {
      const answer = await ask(served, 'POST', '/api/v1/session', { body });
      expect([answer.status, answer.headers['set-cookie']]).toEqual([400, undefined]);
    }
    const broken = await ask(served, 'POST', '/api/v1/session', {
      headers: { 'content-type': 'application/json', 'content-length': '0' },
    });
    expect(broken.status).toBe(400);
  });

  it('is nothing in one half: it reads nothing, changes nothing, and ends nothing', async () => {
    const served = await shared();
    const { cookie, key, both } = await halvesOf(served, 'act-secret');
    const other = await halvesOf(served, 'look-secret');
    const body = { type: 'resume' };
    for (const headers of [
      { cookie },
      { 'bellwether-key': key },
      { cookie: other.cookie, 'bellwether-key': key },
    ]) {
      expect(await whoIs(served, headers)).toEqual(NOBODY);
      expect((await ask(served, 'GET', '/api/v1/services', { headers })).status).toBe(401);
      expect((await ask(served, 'POST', '/api/v1/requests', { headers, body })).status).toBe(401);
      expect((await ask(served, 'DELETE', '/api/v1/session', { headers })).status).toBe(204);
    }
    expect(await whoIs(served, both)).toEqual(ANN);
    expect(await whoIs(served, other.both)).toEqual({ role: 'viewer', name: 'team' });
    expect(served.dashboard.requested).toEqual([]);
  });

  it('is found among any cookies that others put before it, after it, and under its own name', async () => {
    const served = await shared();
    const { cookie, key } = await halvesOf(served, 'act-secret');
    const [name = ''] = cookie.split('=');
    const junk = [
      `${name}=junk`,
      `${name}=`,
      `bellwether-${served.port}=old`,
      `__Host-${name}=x`,
      name,
      '=',
      '',
    ];
    const sent = [...junk, cookie, ...junk].join('; ');
    expect(await whoIs(served, { cookie: sent, 'bellwether-key': key })).toEqual(ANN);
    expect(served.logged.map(({ event }) => event)).not.toContain('wrong token');
  });

  it('begins after any number of loads with old halves, which count as no wrong tokens, and takes them away', async () => {
    const served = await shared();
    const { instance } = served.sessions;
    const old = `bellwether-${instance}-00000000=old`;
    const foreign = 'bellwether-ffffffff-00000000=of-another-instance';
    const headers = { cookie: `${old}; ${foreign}`, 'bellwether-key': 'old' };
    for (let tab = 0; tab < 8; tab++) {
      for (const path of ['/', '/index.html', '/assets/app-1a2b.js', '/api/v1/session'])
        expect((await ask(served, 'GET', path, { headers })).status).toBe(200);
    }
    const begun = await signIn(served, 'look-secret', headers);
    expect(begun.status).toBe(200);
    const cleared = cookiesSet(begun).slice(0, -1);
    // On each path with which a browser sends one there.
    expect(cleared.map((line) => /^(.*)=; Path=(.*?);/.exec(line)?.slice(1))).toEqual(
      ['/', '/api', '/api/', '/api/v1', '/api/v1/', '/api/v1/session'].map((path) => [
        `bellwether-${instance}-00000000`,
        path,
      ]),
    );
    expect(served.logged.map(({ event }) => event)).not.toContain('wrong token');
  });

  it('takes a cookie away that holds a secret, from the time when one did', async () => {
    const served = await shared();
    const cookie = 'other=1; bellwether-9999=act-secret; bellwether-9999=act-secret; not-bellwether-1=2';
    const asked = await ask(served, 'GET', '/api/v1/session', { headers: { cookie } });
    expect(asked.body).toEqual(NOBODY);
    expect(cookiesSet(asked)).toEqual(['bellwether-9999=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict']);
  });

  it('is begun, asked for and ended in an answer that a proxy reads, however many cookies others have set', async () => {
    const served = await shared();
    const { instance } = served.sessions;
    const { cookie, both } = await halvesOf(served, 'act-secret');
    const id = (index: number) => index.toString(16).padStart(8, '0');
    // As many as browsers keep for a host name, each of which they send first.
    const junk = Array.from({ length: 180 }, (_, index) => [
      `bellwether-${instance}-${id(index)}=x`,
      `bellwether-${index}=x`,
    ]).flat();
    const headers = { ...both, cookie: [...junk, ...Array.from({ length: 60 }, () => cookie)].join('; ') };
    const answers = [
      await ask(served, 'GET', '/api/v1/session', { headers }),
      await ask(served, 'DELETE', '/api/v1/session', { headers }),
      await signIn(served, 'look-secret', { cookie: headers.cookie }),
    ];
    for (const { headers: sent } of answers) {
      const lines = Object.entries(sent).flatMap(([name, value]) =>
        [value].flat().map((v) => `${name}: ${v}`),
      );
      // What nginx reads unless told otherwise.
      expect(lines.join('\r\n').length).toBeLessThan(4000);
    }
    const [asked, ended, begun] = answers.map(cookiesSet);
    expect(asked?.filter((line) => line.startsWith(`${cookie};`))).toHaveLength(1);
    expect(ended?.[0]).toContain(`${cookie.split('=')[0]}=; Path=/; Max-Age=0`);
    expect(begun?.at(-1)).toMatch(/=[\w-]{32}; Path=\/; Max-Age=34560000;/);
  });

  it('is replaced by signing in again from the same browser, and stays beside those of others', async () => {
    const served = await shared();
    const [first, other] = [await halvesOf(served, 'look-secret'), await halvesOf(served, 'look-secret')];
    const begun = await signIn(served, 'act-secret', first.both);
    expect(cookiesSet(begun)[0]).toContain(`${first.cookie.split('=')[0]}=; Path=/; Max-Age=0`);
    expect([await whoIs(served, first.both), await whoIs(served, other.both)]).toEqual([
      NOBODY,
      { role: 'viewer', name: 'team' },
    ]);
  });

  it('ends with its token, and with the name of its token given to another', async () => {
    const served = await shared();
    const [ann, team] = [await halvesOf(served, 'act-secret'), await halvesOf(served, 'look-secret')];
    served.tokens.revoke('ann');
    served.tokens.replace('team', 'new-secret');
    expect([await whoIs(served, ann.both), await whoIs(served, team.both)]).toEqual([NOBODY, NOBODY]);
  });

  it('begins at once with a right token, whoever else guesses at that address; only wrong ones are delayed', async () => {
    const served = await shared();
    const statuses: number[] = [];
    for (let count = 0; count < 100; count++) statuses.push((await signIn(served, `guess ${count}`)).status);
    expect(statuses.filter((status) => status === 401).length).toBe(5);
    const delayed = await signIn(served, 'guess');
    expect([delayed.status, delayed.headers['retry-after']]).toEqual([429, '1']);
    expect((await signIn(served, 'look-secret')).status).toBe(200);
    const bearer = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });
    const refused = await ask(served, 'GET', '/health', bearer('g'.repeat(32)));
    expect([refused.status, refused.body]).toEqual([
      429,
      expect.stringMatching(
        /^Too Many Requests\nThis token opens nothing here, like many .+ Whoever runs Bellwether .+\n$/,
      ),
    ]);
    expect((await ask(served, 'GET', '/health', bearer('look-secret'))).status).toBe(200);
    expect(served.logged.filter(({ event }) => event === 'wrong token')).toHaveLength(5);
  });

  it('counts no password of a proxy as a wrong token', async () => {
    const served = await shared();
    const { both } = await halvesOf(served, 'act-secret');
    for (const scheme of [
      'Basic eDp5',
      'Digest username="x"',
      'Negotiate YII=',
      'bearers x',
      'Bearer eyJh.eyJz.c2ln',
      'Bearer of-a-proxy',
    ]) {
      const headers = { ...both, authorization: scheme };
      for (let count = 0; count < 3; count++) expect(await whoIs(served, headers)).toEqual(ANN);
    }
    // Nor where nobody has signed in: whatever may be done without a token still may.
    for (let count = 0; count < 8; count++)
      expect(await whoIs(served, { authorization: 'Bearer of-a-proxy' })).toEqual(NOBODY);
    expect((await signIn(served, 'act-secret')).status).toBe(200);
    expect(served.logged.map(({ event }) => event)).not.toContain('wrong token');
  });
});

describe('a request of an operator', () => {
  const headers = { authorization: 'Bearer act-secret' };

  it('is done in the name of the token', async () => {
    const served = await shared();
    const body = { type: 'acknowledge', service: 'orders', comment: 'on it' };
    expect((await ask(served, 'POST', '/api/v1/requests', { body, headers })).status).toBe(204);
    expect(served.dashboard.requested).toEqual([{ request: body, author: 'ann' }]);
  });

  it('is not done without the role, and says what is wrong with it', async () => {
    const served = await shared();
    const post = (body: unknown, secret: string) =>
      ask(served, 'POST', '/api/v1/requests', { body, headers: { authorization: `Bearer ${secret}` } });
    expect((await post({ type: 'resume' }, 'look-secret')).status).toBe(403);
    expect((await post({ type: 'resume' }, 'g'.repeat(32))).status).toBe(401);
    expect(await post({ type: 'silence', service: 'orders', until: 'soon' }, 'act-secret')).toMatchObject({
      status: 400,
      body: {
        error: { code: 'invalid', message: 'until: expected a time in epoch milliseconds, or "recovery"' },
      },
    });
    expect((await post({ type: 'set-up', choice: 'empty' }, 'act-secret')).status).toBe(400);
    expect(served.dashboard.requested).toEqual([]);
    served.dashboard.fault = { code: 'not-found', message: 'no service has the id orders' };
    expect((await post({ type: 'unsilence', service: 'orders' }, 'act-secret')).status).toBe(404);
  });
});

it('writes no token, cookie or authorization into the log', async () => {
  const served = await shared();
  await signIn(served, 'guessed-secret');
  await signIn(served, 'act-secret');
  await ask(served, 'GET', '/health?token=query-secret', {
    headers: { authorization: 'Bearer bearer-secret' },
  });
  const cookie = `bellwether-${served.sessions.instance}-00000000=cookie-secret`;
  await ask(served, 'GET', '/health', { headers: { cookie, 'bellwether-key': 'key-secret' } });
  const { key } = await halvesOf(served, 'act-secret');
  await ask(served, 'POST', '/api/v1/session', {
    headers: { 'content-type': 'application/json', 'content-length': '14' },
    body: 'broken-secret',
  });
  expect(served.logged.map(({ event }) => event)).toContain('wrong token');
  expect(JSON.stringify(served.logged)).not.toContain('secret');
  expect(JSON.stringify(served.logged)).not.toContain(key);
});
