import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { expect, it } from 'vitest';
import { createGuard, visitorOf } from '../../../electron/web/guard.ts';
import type { Token } from '../../../shared/protocol/access.ts';
import { sessionsOf } from '../../builders/sessions.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';
import { recordingLogger } from './serve.ts';

const OFFICE = '192.0.2.50';
const HOST = ['Host', 'monitor.lan:9999'] as const;

/** A guard, and people who all come from one address. */
function office() {
  const [tokens, clock, logger] = [new MemoryTokens(), new FakeClock(), recordingLogger([])];
  tokens.add('look', 'team', 'viewer');
  tokens.add('scrape', 'prometheus', 'viewer');
  const [team] = tokens.list() as readonly [Token];
  const sessions = sessionsOf(tokens, clock, logger);
  const guard = createGuard({
    tokens,
    sessions,
    clock,
    logger,
    publication: () => ({
      shared: true,
      origins: new Set(),
      trustLoopback: true,
      names: new Set(['monitor.lan']),
      page: new Set(['/', '/assets/app.js']),
      openHealth: true,
      openMetrics: false,
    }),
  });
  const statusOf = (url: string, headers: readonly string[] = [], method = 'GET', upgrade = false) => {
    const socket = Object.defineProperties(new Socket(), {
      remoteAddress: { value: OFFICE },
      localPort: { value: 9999 },
    });
    const request = new IncomingMessage(socket);
    Object.assign(request, { method, url });
    request.rawHeaders.push(...HOST, ...headers);
    const verdict = guard.admit(request, upgrade);
    return verdict.allowed ? 200 : verdict.status;
  };
  const signedIn = () => {
    const { id, cookie, key } = sessions.begin(team);
    return ['Cookie', `bellwether-${sessions.instance}-${id}=${cookie}`, 'Bellwether-Key', key];
  };
  return { clock, statusOf, signedIn };
}

const times = <Value>(count: number, make: () => Value) => Array.from({ length: count }, make);
const bearer = (secret: string) => ['Authorization', `Bearer ${secret}`];

it('reads are counted by session, by program, and by address for those who cannot be told apart', () => {
  const { statusOf, signedIn } = office();
  const people = times(4, signedIn);
  for (const headers of people)
    expect(new Set(times(300, () => statusOf('/api/v1/overview', headers)))).toEqual(new Set([200]));
  expect(statusOf('/api/v1/overview', people[0])).toBe(429);
  expect(new Set(times(300, () => statusOf('/metrics', bearer('scrape'))))).toEqual(new Set([200]));
  expect(statusOf('/metrics', bearer('scrape'))).toBe(429);
  expect(statusOf('/metrics', bearer('look'))).toBe(200);
  expect(new Set(times(300, () => statusOf('/health')))).toEqual(new Set([200]));
  expect(statusOf('/health')).toBe(429);
  // Whoever is let in no more does not count for the session that he shows half of.
  expect(statusOf('/api/v1/overview', signedIn().slice(0, 2))).toBe(429);
  expect(statusOf('/api/v1/overview', signedIn())).toBe(200);
});

it('whoever asks on and on keeps nobody at his address from signing in, nor from opening a socket', () => {
  const { statusOf, signedIn } = office();
  const halves = signedIn();
  const json = ['Origin', 'http://monitor.lan:9999', 'Content-Type', 'application/json'];
  times(400, () => statusOf('/api/v1/overview'));
  expect(statusOf('/api/v1/overview')).toBe(429);
  expect(statusOf('/api/v1/session', json, 'POST')).toBe(200);
  expect(statusOf('/api/v1/session/')).toBe(200);
  expect(statusOf('/ws', halves.slice(0, 2), 'GET', true)).toBe(200);
  // That has an end, too.
  times(3000, () => statusOf('/api/v1/session', json, 'POST'));
  expect(statusOf('/api/v1/session', json, 'POST')).toBe(429);
  expect(statusOf('/api/v1/overview', halves)).toBe(200);
});

it('an office may open the page all at once, and its files have an end, too', () => {
  const { statusOf, clock } = office();
  expect(new Set(times(1500, () => statusOf('/')))).toEqual(new Set([200]));
  expect(new Set(times(1500, () => statusOf('/assets/app.js?v=1')))).toEqual(new Set([200]));
  expect(statusOf('/')).toBe(429);
  expect(statusOf('/health')).toBe(200);
  clock.freeze(60_000);
  expect(statusOf('/')).toBe(200);
});

it('a visitor is a session wherever it is, a token at its address, or an address', () => {
  const token: Token = { name: 'team', role: 'viewer', createdAt: 1 };
  expect([
    visitorOf('a', null),
    visitorOf('a', { role: 'viewer', token: null, session: null }),
    visitorOf('a', { role: 'viewer', token, session: null }),
    visitorOf('a', { role: 'viewer', token, session: '1' }),
    visitorOf('b', { role: 'viewer', token, session: '1' }),
  ]).toEqual(['a', 'a', 'team a', 'session 1', 'session 1']);
});
