import { formatDuration } from '../../../shared/lib/duration.ts';
import { plainText } from '../../../shared/lib/plain-text.ts';
import { verdictOf } from './connect-fault.ts';
import { DeadlineHeld, DeadlinePassed } from './deadline.ts';
import { heldBack } from './held-back.ts';
import { CLIENT_REFUSED } from './open-tls.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import type { ProbeRun } from './probe-run.ts';
import type { ProbeTrace } from './probe-trace.ts';
import { placeOf, placeWith } from './target.ts';
import { ownTlsLibrary, tlsTrouble } from './tls-trouble.ts';

/** What ended a probe, as a verdict and a sentence. */
export function faultOf(error: unknown, run: ProbeRun): ProbeFault {
  if (error instanceof ProbeFault) return error;
  // Streams wrap or replace the reason of an end: the deadline itself knows it.
  if (run.deadline.reason !== null) return endFault(run);
  const code = codeOf(error);
  return code === null ? ownFault(error) : exchangeFault(error, code, run);
}

function endFault(run: ProbeRun): ProbeFault {
  const { deadline, service, trace, names } = run;
  if (deadline.reason instanceof DeadlineHeld) return heldBack();
  if (!(deadline.reason instanceof DeadlinePassed)) return new ProbeFault('void', 'the probe was stopped');
  const within = `within ${formatDuration(service.timeoutMs)}`;
  switch (trace.phase) {
    case 'lookup': {
      if (names.waitsForTurn(trace.target.host)) return neverLookedUp();
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

/** Our own trouble: nobody was asked. */
export function neverLookedUp(): ProbeFault {
  return new ProbeFault('void', "its name was not looked up: lookups that hang hold this machine's threads");
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
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return fault('tls', `${place} answered without TLS; is it http?`);
  }
  // We have none to show: whoever complains of a certificate wants one.
  if (
    /ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_|UNKNOWN_CA|ACCESS_DENIED|NO_CERTIFICATE)/.test(
      code,
    ) ||
    code === CLIENT_REFUSED
  ) {
    return fault('tls', `${place} wants a client certificate, which is not supported here`);
  }
  if (code.endsWith('ALERT_NO_APPLICATION_PROTOCOL')) {
    return fault(
      'tls',
      `${place} does not speak HTTP/1.1 over TLS, perhaps HTTP/2 only, which is not probed here`,
    );
  }
  if (
    trace.phase === 'tls' ||
    code.startsWith('ERR_SSL_') ||
    code.startsWith('ERR_TLS_') ||
    code === 'EPROTO'
  ) {
    return fault('tls', `no TLS connection to ${place}: ${tlsTrouble(code, ownTlsLibrary())}`);
  }
  const verdict = verdictOf(code);
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
