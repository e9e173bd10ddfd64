import { FULL_SHARES, type DescriptorShares } from '../../../shared/domain/descriptor-shares.ts';
import type { ProbeResult } from '../../../shared/domain/probe-result.ts';
import type { ProbeSettings, Service } from '../../../shared/domain/service.ts';
import type { Way } from '../../../shared/domain/way.ts';
import type { Clock, Prober } from '../../ports.ts';
import { lookupThreads } from '../thread-pool.ts';
import { Capture } from './capture.ts';
import { ConnectionPool } from './connection-pool.ts';
import { shortageOf } from './connect-fault.ts';
import { Deadline } from './deadline.ts';
import { faultOf, neverLookedUp } from './fault-of.ts';
import { gaveUpOnUs, heldBack, isSlowByUs } from './held-back.ts';
import { HeldTime } from './held-time.ts';
import { KeptConnectionLost } from './http-exchange.ts';
import { probeHttp } from './http-probe.ts';
import { KnownPlaces } from './known-places.ts';
import { NameLookup, NotYourTurn, systemLookup } from './name-lookup.ts';
import type { Lookup } from './name-lookup.ts';
import { ProbeCapacity } from './probe-capacity.ts';
import { codeOf, type ProbeFault } from './probe-fault.ts';
import type { ProbeRun, Verdict } from './probe-run.ts';
import { probeTcp } from './tcp-probe.ts';
import { ProbeTrace } from './probe-trace.ts';
import { target, targetOf } from './target.ts';
import type { Target } from './target.ts';

export interface ProberOptions {
  readonly clock: Clock;
  /** Of this product, for the user agent. */
  readonly version: string;
  /** How names become addresses; the system's way when left out. */
  readonly lookup?: Lookup;
  /** Of the descriptors of this process; those of one without a limit when left out. */
  readonly shares?: DescriptorShares;
}

/**
 * The programs use `createWarmProber`: what this one measures first is its own start, too.
 *
 * Latency runs from the start of the probe, redirects and all, to the moment at which its verdict is certain: see `judgeAnswer`.
 */
export function createProber({
  clock,
  version,
  lookup = systemLookup,
  shares = FULL_SHARES,
}: ProberOptions): Prober {
  const names = new NameLookup(lookup, lookupThreads(), () => clock.monotonicNow());
  const places = new KnownPlaces();
  const pool = new ConnectionPool(clock, shares.kept);
  const capacity = new ProbeCapacity(clock, shares.probes);
  const held = new HeldTime(clock);
  const userAgent = `Bellwether/${version}`;
  /** By what ends them. */
  const underWay = new Map<() => void, Promise<unknown>>();
  let closed = false;

  async function probe(
    service: Service,
    deadline: Deadline,
    onFreshConnections: boolean,
  ): Promise<ProbeResult | NotYourTurn | KeptConnectionLost> {
    const trace = new ProbeTrace(clock, firstTarget(service.probe));
    const capture = new Capture(service);
    const parts = { service, clock, names, pool, userAgent };
    const run: ProbeRun = { ...parts, trace, capture, deadline, onFreshConnections };
    try {
      if (deadline.reason !== null) throw deadline.reason;
      const unmet = await probeBy(service.probe, run);
      trace.complete();
      places.note(trace.target);
      return answered(run, unmet);
    } catch (error) {
      if (error instanceof NotYourTurn || error instanceof KeptConnectionLost) return error;
      const fault = faultOf(error, run);
      const result = failed(run, gaveUpOnUs(run, fault) ? heldBack() : fault);
      if (result.outcome === 'void' && result.shortage === 'descriptors') {
        capacity.runOut(underWay.size);
        pool.drop();
      }
      places.note(trace.target);
      if (result.outcome === 'void') return result;
      return { ...result, ...waysOf(await places.waysTo(trace.place)) };
    }
  }

  /** Work of a probe, until its time is up or it is no longer wanted. */
  async function within<Value>(
    { timeoutMs }: Service,
    signal: AbortSignal,
    work: (deadline: Deadline) => Promise<Value>,
  ): Promise<Value> {
    const deadline = new Deadline(clock, timeoutMs, held);
    const stop = () => deadline.end(new Error('no longer wanted'));
    if (closed || signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const result = work(deadline);
    underWay.set(stop, result);
    try {
      return await result;
    } finally {
      deadline.release();
      signal.removeEventListener('abort', stop);
      underWay.delete(stop);
    }
  }

  return {
    get capacity() {
      return capacity.value;
    },
    async probe(service, signal) {
      let waited = false;
      let onFreshConnections = false;
      for (;;) {
        const result = await within(service, signal, (deadline) =>
          probe(service, deadline, onFreshConnections),
        );
        if (result instanceof KeptConnectionLost) {
          // To have waited for what should not have been relied on is no latency of the service either.
          onFreshConnections = true;
        } else if (!(result instanceof NotYourTurn)) {
          return result;
        } else if (waited) {
          const { message } = neverLookedUp();
          return { outcome: 'void', message };
        } else {
          // To wait for our own turn is no latency of the service: its time begins when the turn has come.
          await within(service, signal, (deadline) => deadline.wait(() => result.turn).catch(() => {}));
          waited = true;
        }
      }
    },
    async close() {
      closed = true;
      for (const stop of underWay.keys()) stop();
      await Promise.all(underWay.values());
      pool.close();
    },
  };
}

function firstTarget(settings: ProbeSettings): Target {
  return settings.kind === 'tcp' ? target(settings.host, settings.port) : targetOf(new URL(settings.url));
}

/** A new kind of probe is a new case here and a function of this shape. */
function probeBy(settings: ProbeSettings, run: ProbeRun): Promise<Verdict> {
  switch (settings.kind) {
    case 'http':
      return probeHttp(settings, run);
    case 'tcp':
      return probeTcp(run);
  }
}

/** A latency that is past a threshold only by what held this program back says nothing of the service (decision 0004). */
function answered(run: ProbeRun, unmet: Verdict): ProbeResult {
  const { trace, capture } = run;
  const { elapsedMs, httpStatus, timings, remark } = trace;
  const facts = {
    httpStatus,
    timings,
    ...certificateOf(run),
    ...waysOf(trace.ways),
    exchange: capture.tell,
  };
  const slowByUs = isSlowByUs(run);
  if (unmet === null) {
    if (slowByUs) return failed(run, heldBack());
    return { outcome: 'response', latencyMs: elapsedMs, ...facts, ...(remark !== null && { remark }) };
  }
  if (gaveUpOnUs(run, null)) return failed(run, heldBack());
  return { outcome: 'failure', ...unmet, latencyMs: slowByUs ? null : elapsedMs, ...facts };
}

function failed(run: ProbeRun, { verdict, message, cause: error }: ProbeFault): ProbeResult {
  const { trace, capture } = run;
  const shortage = shortageOf(codeOf(error));
  if (verdict === 'void') return { outcome: 'void', message, ...(shortage !== undefined && { shortage }) };
  const { httpStatus, timings } = trace;
  capture.endedIn(trace.phase);
  return {
    outcome: 'failure',
    cause: verdict,
    message,
    latencyMs: null,
    httpStatus,
    timings,
    ...certificateOf(run),
    exchange: capture.tell,
  };
}

function waysOf(ways: readonly Way[]): { readonly ways?: readonly Way[] } {
  return ways.length === 0 ? {} : { ways };
}

/** Its host is told where it is not that of the service. */
function certificateOf({ service, trace: { certificate } }: ProbeRun) {
  if (certificate === null) return { certificateExpiresAt: null };
  const { expiresAt: certificateExpiresAt, host } = certificate;
  const isItsOwn = host === firstTarget(service.probe).host;
  return { certificateExpiresAt, ...(!isItsOwn && { certificateHost: host }) };
}
