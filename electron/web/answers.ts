import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ErrorCode } from '../../shared/protocol/answer-schemas.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import { inertJson } from './inert-json.ts';
import { JSON_MEDIA } from './operations.ts';

export interface Parameters {
  readonly Params: Readonly<Record<string, string>>;
  readonly Querystring: Readonly<Record<string, unknown>>;
}

/** Answers what was let in. */
export type Handler = (request: FastifyRequest<Parameters>, reply: FastifyReply) => FastifyReply;

const HTTP_STATUS: Readonly<Record<RequestFault['code'], number>> = {
  invalid: 400,
  'not-found': 404,
  unavailable: 503,
};

export function sendFault(reply: FastifyReply, fault: RequestFault): FastifyReply {
  return sendError(reply, HTTP_STATUS[fault.code], fault.code, fault.message);
}

export function sendError(
  reply: FastifyReply,
  status: number,
  code: ErrorCode,
  message: string,
): FastifyReply {
  return sendJson(reply, status, { error: { code, message } });
}

export function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  return reply.code(status).type(`${JSON_MEDIA}; charset=utf-8`).send(inertJson(value));
}
