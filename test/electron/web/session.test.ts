import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { serve, type Served } from './serve.ts';

const NAME = 'monitor.lan';
const SHARING = { names: () => new Set([NAME]), openHealth: false, openMetrics: false };

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

const signIn = (served: Served, token: string) => ask(served, 'POST', '/api/v1/session', { body: { token } });

async function shared(): Promise<Served> {
  const served = await serve(undefined, SHARING);
  served.tokens.add('look-secret', 'team', 'viewer');
  served.tokens.add('act-secret', 'ann', 'operator');
  return served;
}

describe('a session', () => {
  it('begins with a token and ends by signing out', async () => {
    const served = await shared();
    const nobody = { role: null, name: null };
    expect(await ask(served, 'GET', '/api/v1/session')).toMatchObject({ status: 200, body: nobody });
    expect((await ask(served, 'GET', '/api/v1/services')).status).toBe(401);
    const begun = await signIn(served, 'look-secret');
    expect(begun).toMatchObject({ status: 200, body: { role: 'viewer', name: 'team' } });
    expect(begun.headers['set-cookie']).toEqual([
      `bellwether-${served.port}=look-secret; Path=/; Max-Age=34560000; HttpOnly; SameSite=Strict`,
    ]);

    const headers = { cookie: `bellwether-${served.port}=look-secret` };
    expect(await ask(served, 'GET', '/api/v1/session', { headers })).toMatchObject({
      body: { role: 'viewer', name: 'team' },
    });
    expect((await ask(served, 'GET', '/api/v1/services', { headers })).status).toBe(200);
    const ended = await ask(served, 'DELETE', '/api/v1/session', { headers });
    expect([ended.status, String(ended.headers['set-cookie'])]).toEqual([
      204,
      expect.stringMatching(/=; Path=\/; Max-Age=0;/),
    ]);
  });

  it('does not begin with a wrong token, nor with anything else', async () => {
    const served = await shared();
    expect(await signIn(served, 'guess')).toMatchObject({
      status: 401,
      body: { error: { code: 'wrong-token', message: 'this token opens nothing here' } },
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

  it('takes an old cookie away, so that it is not counted again and again', async () => {
    const served = await shared();
    const headers = { cookie: `bellwether-${served.port}=revoked` };
    const answer = await ask(served, 'GET', '/api/v1/session', { headers });
    expect(answer.body).toEqual({ role: null, name: null });
    expect(String(answer.headers['set-cookie'])).toContain('Max-Age=0');
  });

  it('begins after any number of loads of the page with an old cookie, which count as no wrong token', async () => {
    const served = await shared();
    const headers = { cookie: `bellwether-${served.port}=revoked` };
    for (let tab = 0; tab < 4; tab++) {
      for (const path of ['/', '/index.html', '/assets/app-1a2b.js'])
        expect((await ask(served, 'GET', path, { headers })).status).toBe(200);
    }
    const body = { token: 'look-secret' };
    expect((await ask(served, 'POST', '/api/v1/session', { body, headers })).status).toBe(200);
    expect(served.logged.map(({ event }) => event)).not.toContain('wrong token');
  });

  it('is refused after many wrong tokens, whoever sits at that address, until the delay is over', async () => {
    const served = await shared();
    const statuses: number[] = [];
    for (let count = 0; count < 100; count++) statuses.push((await signIn(served, `guess ${count}`)).status);
    expect(statuses.filter((status) => status === 401).length).toBe(5);
    expect(served.tokens.compared).toBe(5);
    const delayed = await signIn(served, 'look-secret');
    expect([delayed.status, delayed.headers['retry-after']]).toEqual([429, '1']);
    expect(
      (await ask(served, 'GET', '/health', { headers: { authorization: 'Bearer look-secret' } })).status,
    ).toBe(429);
    await served.clock.advance(1000);
    expect((await signIn(served, 'look-secret')).status).toBe(200);
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
    expect((await post({ type: 'resume' }, 'guess')).status).toBe(401);
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
  await ask(served, 'GET', '/health', { headers: { cookie: `bellwether-${served.port}=cookie-secret` } });
  await ask(served, 'POST', '/api/v1/session', {
    headers: { 'content-type': 'application/json', 'content-length': '14' },
    body: 'broken-secret',
  });
  expect(served.logged.map(({ event }) => event)).toContain('wrong token');
  expect(JSON.stringify(served.logged)).not.toContain('secret');
});
