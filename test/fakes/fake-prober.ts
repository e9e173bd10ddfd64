import { FULL_SHARES } from '../../shared/domain/descriptor-shares.ts';
import type { ProbeResult } from '../../shared/domain/probe-result.ts';
import type { Service } from '../../shared/domain/service.ts';
import type { Way } from '../../shared/domain/way.ts';
import type { Clock, Prober } from '../../electron/ports.ts';
import { result, type Outcome } from '../builders/story.ts';

/** Services that answer as they are told, `hang` until their timeout, or `never` end, as a defect would; every probe is noted with the time it left. */
export class FakeProber implements Prober {
  readonly probes: { readonly id: string; readonly at: number }[] = [];
  open = 0;
  mostOpen = 0;
  capacity = FULL_SHARES.probes;
  /** By which each service is reached, or would be. */
  readonly ways = new Map<string, readonly Way[]>();
  /** No way leads beyond this machine. */
  cutOff = false;
  readonly #clock: Clock;
  readonly #outcomes = new Map<string, Outcome | 'hang' | 'never' | 'void'>();
  readonly #latencies = new Map<string, number | undefined>();
  readonly #answersAfterMs: number;

  constructor(clock: Clock, answersAfterMs = 20) {
    this.#clock = clock;
    this.#answersAfterMs = answersAfterMs;
  }

  /** @param latencyMs the usual one of the outcome, unless it is named. */
  set(id: string, outcome: Outcome | 'hang' | 'never' | 'void', latencyMs?: number): void {
    this.#outcomes.set(id, outcome);
    this.#latencies.set(id, latencyMs);
  }

  probe(service: Service, signal: AbortSignal): Promise<ProbeResult> {
    this.probes.push({ id: service.id, at: this.#clock.monotonicNow() });
    const body = `answer ${this.probes.length}`;
    this.open += 1;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    const outcome = this.#outcomes.get(service.id) ?? 'up';
    if (outcome === 'never') return new Promise(() => {});
    return new Promise<ProbeResult>((resolve) => {
      const end = (answer: ProbeResult) => {
        cancel();
        this.open -= 1;
        resolve(answer);
      };
      const delay = outcome === 'hang' ? service.timeoutMs : this.#answersAfterMs;
      const cancel = this.#clock.after(delay, () => {
        const ways = this.ways.get(service.id);
        if (outcome === 'void') end({ outcome: 'void', message: 'no socket left' });
        else if (this.cutOff && !service.loopback)
          end({ ...result('network', body), ways: [{ remote: '192.0.2.1', local: null }] });
        else {
          const answer = result(
            outcome === 'hang' ? 'timeout' : outcome,
            body,
            this.#latencies.get(service.id),
          );
          end(ways === undefined ? answer : { ...answer, ways });
        }
      });
      signal.addEventListener('abort', () => {
        end({ outcome: 'void', message: 'aborted' });
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
