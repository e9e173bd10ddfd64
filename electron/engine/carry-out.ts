import {
  acknowledge,
  measureOf,
  pauseUntil,
  silence,
  silenceAll,
  type MeasureFault,
} from '../../shared/domain/measures.ts';
import type { Watched } from '../../shared/domain/watched.ts';
import { serviceIdOf, type ServiceId } from '../../shared/domain/service.ts';
import type { ServiceState } from '../../shared/domain/service-state.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import { unknownService } from '../../shared/protocol/request-fault.ts';
import type { Logger } from '../ports.ts';
import type { Monitor } from './monitor.ts';

export interface OperatorParts {
  readonly monitor: Monitor;
  readonly logger: Logger;
  readonly now: () => number;
  probeSoon(ids: readonly ServiceId[]): void;
}

/** Does what a person asked for; it is kept and on its way to every client when this returns. */
export function carryOut(
  parts: OperatorParts,
  request: OperatorRequest,
  author: string,
): Result<void, RequestFault> {
  const measure = measureOf(author, 'comment' in request ? request.comment : undefined, parts.now());
  const done = attempt(parts, request, measure);
  if (done.ok) parts.logger.info('done for a person', { ...request, ...measure });
  return done;
}

function attempt(
  parts: OperatorParts,
  request: OperatorRequest,
  measure: ReturnType<typeof measureOf>,
): Result<void, RequestFault> {
  const { monitor } = parts;
  switch (request.type) {
    case 'probe-now':
      return probeNow(parts, request.service);
    case 'acknowledge':
      return about(monitor, request.service, (watched) => acknowledge(watched, measure));
    case 'unacknowledge':
      return about(monitor, request.service, ({ state }) => ok({ ...state, acknowledgement: null }));
    case 'silence':
      return about(monitor, request.service, (watched) => silence(watched, request.until, measure));
    case 'unsilence':
      return about(monitor, request.service, ({ state }) => ok({ ...state, silence: null }));
    case 'silence-all': {
      const silenced = silenceAll(request.until, measure);
      if (!silenced.ok) return silenced;
      monitor.measureAll(silenced.value);
      return ok(undefined);
    }
    case 'unsilence-all':
      monitor.measureAll((state) => ({ ...state, silence: null }));
      return ok(undefined);
    case 'pause': {
      const pause = pauseUntil(request.until, measure);
      if (!pause.ok) return pause;
      monitor.beginPause(pause.value);
      return ok(undefined);
    }
    case 'resume':
      monitor.endPause();
      return ok(undefined);
  }
}

function about(
  monitor: Monitor,
  id: string,
  decide: (watched: Watched) => Result<ServiceState, MeasureFault>,
): Result<void, RequestFault> {
  const watched = monitor.fleet.get(serviceIdOf(id));
  return watched === undefined ? unknownService(id) : monitor.measure(watched, decide);
}

function probeNow(parts: OperatorParts, id: string | undefined): Result<void, RequestFault> {
  const { monitor } = parts;
  if (id !== undefined && !monitor.fleet.has(serviceIdOf(id))) return unknownService(id);
  if (monitor.pause !== null)
    return err({ code: 'unavailable', message: 'monitoring is paused; resume it first' });
  parts.probeSoon(id === undefined ? [...monitor.fleet.keys()] : [serviceIdOf(id)]);
  return ok(undefined);
}
