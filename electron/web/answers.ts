import type { FastifyReply } from 'fastify';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import { inertJson } from './inert-json.ts';

const HTTP_STATUS: Readonly<Record<RequestFault['code'], number>> = {
  invalid: 400,
  'not-found': 404,
  unavailable: 503,
};

const JSON_TYPE = 'application/json; charset=utf-8';

export function sendFault(reply: FastifyReply, fault: RequestFault): FastifyReply {
  return sendError(reply, HTTP_STATUS[fault.code], fault.code, fault.message);
}

export function sendError(reply: FastifyReply, status: number, code: string, message: string): FastifyReply {
  return sendJson(reply, status, { error: { code, message } });
}

export function sendJson(reply: FastifyReply, status: number, value: unknown): FastifyReply {
  return reply.code(status).type(JSON_TYPE).send(inertJson(value));
}
