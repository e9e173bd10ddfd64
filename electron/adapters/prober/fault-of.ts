import { errors } from 'undici';
import { formatDuration } from '../../../shared/lib/duration.ts';
import { plainText } from '../../../shared/lib/plain-text.ts';
import { verdictOf } from './connect-fault.ts';
import { MAX_HEADER_BYTES } from './open-connection.ts';
import { DeadlinePassed } from './deadline.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import type { ProbeRun } from './probe-run.ts';
import type { ProbeTrace } from './probe-trace.ts';
import { placeOf, placeWith } from './target.ts';

/** What ended a probe, as a verdict and a sentence. */
export function faultOf(error: unknown, run: ProbeRun): ProbeFault {
  if (error instanceof ProbeFault) return error;
  // undici and streams wrap or replace the reason of an end: the deadline itself knows it.
  if (run.deadline.reason !== null) return endFault(run);
  const code = codeOf(error);
  if (error instanceof errors.HTTPParserError) return parserFault(error, run);
  return code === null ? ownFault(error) : exchangeFault(error, code, run);
}

function endFault({ deadline, service, trace, names }: ProbeRun): ProbeFault {
  if (!(deadline.reason instanceof DeadlinePassed)) return new ProbeFault('void', 'the probe was stopped');
  const within = `within ${formatDuration(service.timeoutMs)}`;
  switch (trace.phase) {
    case 'lookup': {
      const others = names.underWay - 1;
      const beside = others > 0 ? `, with ${others} more lookups under way` : '';
      return new ProbeFault(
        'dns',
        `no address for the name ${plainText(trace.target.host)} ${within}${beside}`,
      );
    }
    case 'connect':
      return new ProbeFault(
        'timeout',
        `no connection to ${placeWith(trace.target, trace.target.addresses)} ${within}`,
      );
    case 'tls':
      return new ProbeFault('timeout', `connected, but no TLS handshake ${within}`);
    case 'answer':
      return new ProbeFault('timeout', `connected, but no answer ${within}`);
    case 'body':
      return new ProbeFault('timeout', `the answer was not complete ${within}`);
  }
}

/** Errors without a code are mistakes in this program: nothing was observed, and a person should hear of it. */
function ownFault(error: unknown): ProbeFault {
  return new ProbeFault('void', `the probe itself failed: ${plainText(String(error))}`, { cause: error });
}

/** Trouble on a connection that stood. */
function exchangeFault(error: unknown, code: string, { trace }: ProbeRun): ProbeFault {
  const place = placeOf(trace.target);
  const fault = (verdict: ProbeFault['verdict'], message: string) =>
    new ProbeFault(verdict, message, { cause: error });
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return fault('protocol', `${place} sent response headers of more than ${MAX_HEADER_BYTES / 1024} KiB`);
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return fault('tls', `${place} answered without TLS; is it http?`);
  }
  if (
    trace.phase === 'tls' ||
    code.startsWith('ERR_SSL_') ||
    code.startsWith('ERR_TLS_') ||
    code === 'EPROTO'
  ) {
    return fault('tls', `no TLS connection to ${place}: ${tlsTrouble(code)}`);
  }
  if (code === 'UND_ERR_INVALID_ARG' || code === 'UND_ERR_NOT_SUPPORTED') {
    return fault(
      'void',
      `the request to ${place} cannot be sent as it is configured; look at its method and headers`,
    );
  }
  // undici asserts what a status line may say.
  if (code === 'ERR_ASSERTION') return fault('protocol', `what answers on ${place} is not HTTP`);
  if (code === 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH') {
    return fault('protocol', `${place} sent a body that is shorter or longer than it announced`);
  }
  const verdict = code === 'UND_ERR_SOCKET' ? 'reset' : verdictOf(code);
  switch (verdict) {
    case 'reset':
      return closedEarly(error, trace);
    case 'void':
      return fault(verdict, `this machine is short of resources (${code})`);
    case 'refused':
    case 'timeout':
    case 'unreachable':
    case 'network':
      return fault(verdict, `the connection to ${place} was lost (${code})`);
    case null:
      return fault('protocol', `the exchange with ${place} failed (${plainText(code)})`);
  }
}

function closedEarly(error: unknown, { phase, target }: ProbeTrace): ProbeFault {
  const early = phase === 'body' ? 'the answer was complete' : 'it answered';
  return new ProbeFault('reset', `${placeOf(target)} closed the connection before ${early}`, {
    cause: error,
  });
}

function parserFault(error: errors.HTTPParserError, { trace }: ProbeRun): ProbeFault {
  const data = 'data' in error ? String(error.data) : '';
  // Nothing is left to parse: it is the end that came too soon.
  if (data === '') return closedEarly(error, trace);
  const message = notHttp(placeOf(trace.target), data, trace.httpStatus);
  return new ProbeFault('protocol', message, { cause: error });
}

function notHttp(place: string, data: string, httpStatus: number | null): string {
  if (httpStatus !== null) return `the body that ${place} sent breaks the rules of HTTP`;
  // A TLS alert or handshake record (RFC 8446, 5.1).
  return /^[\x15\x16]\x03/.test(data)
    ? `${place} answered with TLS; is it https?`
    : `what answers on ${place} is not HTTP`;
}

function tlsTrouble(code: string): string {
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'it closed the connection during the handshake';
  return plainText(
    code
      .replace(/^ERR_SSL_/, '')
      .toLowerCase()
      .replaceAll('_', ' '),
  );
}
