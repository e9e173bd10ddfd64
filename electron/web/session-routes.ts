import type { FastifyRequest } from 'fastify';
import type { NewSession, Session } from '../../shared/protocol/access.ts';
import { decodeOperatorRequest } from '../../shared/protocol/decode-operator-request.ts';
import { MANY_WRONG_TOKENS, WRONG_TOKEN } from '../../shared/protocol/refusal-words.ts';
import { requestFault } from '../../shared/protocol/request-fault.ts';
import { signInSchema } from '../../shared/protocol/session.ts';
import type { Dashboard, Logger, Sessions } from '../ports.ts';
import type { Entrant } from './access-policy.ts';
import { sendError, sendFault, sendJson, type Handler } from './answers.ts';
import { clearedCookies, clearedSecrets, cookieName, sessionCookie, sessionCookies } from './credentials.ts';
import { entrantOf, isSecure, peerOf, type Guard } from './guard.ts';

interface SessionParts {
  readonly dashboard: Dashboard;
  readonly guard: Guard;
  readonly sessions: Sessions;
  readonly logger: Logger;
}

/** Signing in and out, and what only a signed-in operator may do. Whether it may be done has been judged before. */
export function sessionHandlers({
  dashboard,
  guard,
  sessions,
  logger,
}: SessionParts): Readonly<Record<'session' | 'signIn' | 'signOut' | 'change', Handler>> {
  const cookiesOf = (request: FastifyRequest) => sessionCookies(request.raw.rawHeaders, sessions.instance);

  return {
    session: (request, reply) => {
      const entrant = entrantOf(request.raw);
      const own = cookiesOf(request).filter(({ id }) => id === entrant?.session);
      // As long as it is used, the browser keeps it. Which of several is the right one, only the store knows; another port may have copied it to any path.
      const right = own.filter((half) => sessions.hasHalf([half]));
      const kept = new Set(right.map(({ name, value }) => sessionCookie(name, value)));
      reply.header('set-cookie', [...clearedSecrets(request.raw.rawHeaders), ...kept]);
      return sendJson(reply, 200, sessionOf(entrant));
    },

    signIn: (request, reply) => {
      const wish = signInSchema.safeParse(request.body);
      if (!wish.success) return sendFault(reply, requestFault(wish.error));
      const address = peerOf(request.raw);
      const token = guard.recognise(address, wish.data.token);
      if (token === 'wrong') {
        // Of every answer 401 (RFC 9110, 15.5.2). Browsers know no Bearer, and ask for no password.
        reply.header('www-authenticate', 'Bearer');
        return sendError(reply, 401, 'wrong-token', WRONG_TOKEN);
      }
      if (token === 'delayed') {
        reply.header('retry-after', Math.ceil(guard.delayMs(address) / 1000));
        return sendError(reply, 429, 'too-many', MANY_WRONG_TOKENS);
      }
      const { id, cookie, key } = sessions.begin(token);
      endSession(request);
      const name = cookieName(sessions.instance, id, isSeenSecure(request));
      reply.header('set-cookie', [...clearedCookies(endedNames(request)), sessionCookie(name, cookie)]);
      logger.info('signed in', { token: token.name, address });
      const begun: NewSession = { role: token.role, name: token.name, key };
      return sendJson(reply, 200, begun);
    },

    signOut: (request, reply) => {
      endSession(request);
      return reply
        .header('set-cookie', clearedCookies(endedNames(request)))
        .code(204)
        .send();
    },

    change: (request, reply) => {
      const wish = decodeOperatorRequest(request.body);
      if (!wish.ok) return sendFault(reply, wish.error);
      const author = entrantOf(request.raw)?.token?.name;
      if (author === undefined) throw new Error('a change without a token was let in');
      const done = dashboard.change(wish.value, author);
      return done.ok ? reply.code(204).send() : sendFault(reply, done.error);
    },
  };

  /** Of a browser that showed both halves: with the cookie alone, nobody is signed out by somebody else. */
  function endSession(request: FastifyRequest): void {
    const entrant = entrantOf(request.raw);
    if (entrant === null || entrant.session === null) return;
    sessions.end(entrant.session);
    logger.info('signed out', { token: entrant.token?.name });
  }

  /** Of this instance's cookies, those that are no half (any more), first those of the session that has just ended. Sessions by other ways to this page stay. */
  function endedNames(request: FastifyRequest): readonly string[] {
    const own = entrantOf(request.raw)?.session;
    const sent = cookiesOf(request);
    const ownFirst = [...sent.filter(({ id }) => id === own), ...sent.filter(({ id }) => id !== own)];
    const names = Map.groupBy(ownFirst, ({ name }) => name);
    return [...names].flatMap(([name, cookies]) => (sessions.hasHalf(cookies) ? [] : [name]));
  }
}

function sessionOf(entrant: Entrant | null): Session {
  return { role: entrant?.role ?? null, name: entrant?.token?.name ?? null };
}

/** By the browser, which names its way in the Origin: a proxy may speak TLS for us. The Origin has been found to be ours. */
function isSeenSecure(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  return origin === undefined ? isSecure(request.raw) : origin.startsWith('https://');
}
