import type { FastifyReply, FastifyRequest } from 'fastify';
import { decodeOperatorRequest } from '../../shared/protocol/decode-operator-request.ts';
import { requestFault } from '../../shared/protocol/request-fault.ts';
import type { Session } from '../../shared/protocol/access.ts';
import { signInSchema } from '../../shared/protocol/session.ts';
import type { Dashboard } from '../ports.ts';
import { cookieName, type Entrant } from './access-policy.ts';
import { sendError, sendFault, sendJson, type Handler } from './answers.ts';
import { entrantOf, isSecure, peerOf, type Guard } from './guard.ts';

/** As long as browsers keep one: a token ends by being revoked. */
const COOKIE_SECONDS = 400 * 86_400;

/** Signing in and out, and what only a signed-in operator may do. Whether it may be done has been judged before. */
export function sessionHandlers(
  dashboard: Dashboard,
  guard: Guard,
): Readonly<Record<'session' | 'signIn' | 'signOut' | 'change', Handler>> {
  return {
    session: (request, reply) => {
      const entrant = entrantOf(request.raw);
      // A cookie that opens nothing (any more) would be counted as a wrong token each time.
      if (sentCookie(request) && (entrant === null || entrant.token === null))
        setCookie(request, reply, '', 0);
      return sendJson(reply, 200, sessionOf(entrant));
    },

    signIn: (request, reply) => {
      const wish = signInSchema.safeParse(request.body);
      if (!wish.success) return sendFault(reply, requestFault(wish.error));
      const address = peerOf(request.raw);
      const recognised = guard.recognise(address, wish.data.token);
      if (recognised === 'wrong')
        return sendError(reply, 401, 'wrong-token', 'this token opens nothing here');
      if (recognised === 'delayed') {
        const seconds = Math.ceil(guard.delayMs(address) / 1000);
        reply.header('retry-after', seconds);
        return sendError(reply, 429, 'too-many', `too many wrong tokens; try again in ${seconds} s`);
      }
      setCookie(request, reply, wish.data.token, COOKIE_SECONDS);
      return sendJson(reply, 200, sessionOf({ role: recognised.role, token: recognised }));
    },

    signOut: (request, reply) => {
      setCookie(request, reply, '', 0);
      return reply.code(204).send();
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
}

function sessionOf(entrant: Entrant | null): Session {
  return { role: entrant?.role ?? null, name: entrant?.token?.name ?? null };
}

function sentCookie(request: FastifyRequest): boolean {
  return request.headers.cookie?.includes(cookieName(portOf(request))) === true;
}

/** No script reads it, and no foreign page makes a browser send it. */
function setCookie(request: FastifyRequest, reply: FastifyReply, value: string, seconds: number): void {
  const secure = isSecure(request.raw) ? '; Secure' : '';
  const rules = `Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure}`;
  reply.header('set-cookie', `${cookieName(portOf(request))}=${value}; ${rules}`);
}

function portOf(request: FastifyRequest): number {
  return request.raw.socket.localPort ?? 0;
}
