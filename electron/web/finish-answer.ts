import type { FastifyReply, FastifyRequest } from 'fastify';
import { chooseCoding, type Coding } from './choose-coding.ts';
import type { Compressor } from './compressor.ts';
import { TEXT_MEDIA } from './operations.ts';
import { judgeConditions } from './preconditions.ts';
import { NOT_AS_NAMED } from './refusals.ts';

/** Less than that fits into one packet anyway. */
const LEAST_BYTES = 1400;
const COMPRESSIBLE = /^(?:text\/|image\/svg\+xml|application\/(?:[\w.-]+\+)?json)/;
const MADE_ANEW: readonly Coding[] = ['gzip'];
/** What has a tag is compressed once for as long as we run. */
const LASTING: readonly Coding[] = ['br', 'gzip'];

/**
 * A hook of the router: it judges the conditions of a request whose answer has a tag, and compresses what is long. Not for answers about
 * sessions: compressed beside what somebody else may choose, a secret shows by the length whether the two are alike (BREACH).
 */
export function finishAnswers(compressor: Compressor) {
  return async ({ headers }: FastifyRequest, reply: FastifyReply, payload: unknown): Promise<unknown> => {
    if (typeof payload !== 'string' && !Buffer.isBuffer(payload)) return payload;
    const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
    const tag = reply.getHeader('etag')?.toString().slice(1, -1) ?? null;
    let coding: Coding | null = null;
    if (COMPRESSIBLE.test(String(reply.getHeader('content-type')))) {
      reply.header('vary', 'Accept-Encoding');
      const offered = tag === null ? MADE_ANEW : LASTING;
      coding = chooseCoding(headers['accept-encoding'], offered, body.length >= LEAST_BYTES);
    }
    const judged = tag === null ? 'send' : judgeConditions(headers, tag);
    if (judged === 'failed') {
      reply.removeHeader('etag').header('cache-control', 'no-store');
      reply.code(412).type(`${TEXT_MEDIA}; charset=utf-8`);
      return NOT_AS_NAMED;
    }
    if (tag !== null && coding !== null) reply.header('etag', `"${tag}-${coding}"`);
    if (judged === 'not-modified') {
      reply.code(304).removeHeader('content-type');
      return null;
    }
    if (coding === null) return body;
    reply.header('content-encoding', coding);
    return compressor.compressed(body, coding);
  };
}
