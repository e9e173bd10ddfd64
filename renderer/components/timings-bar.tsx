import type { Timings } from '../../shared/domain/probe-result.ts';
import { formatLatency } from '../views/format.ts';

const PHASES = [
  ['dnsMs', 'Name lookup'],
  ['connectMs', 'Connect'],
  ['tlsMs', 'TLS'],
  ['firstByteMs', 'First byte'],
  ['transferMs', 'Transfer'],
] as const satisfies readonly (readonly [keyof Timings, string])[];

/** Where the time of the last probe went. */
export function TimingsBar({ timings }: { readonly timings: Timings | null }) {
  if (timings === null || totalOf(timings) === 0) return null;
  return (
    <section aria-labelledby="timings-heading">
      <h3 id="timings-heading">Timing of the last probe</h3>
      <TimingPhases timings={timings} />
    </section>
  );
}

/** A bar, and what its parts stand for; nothing when no time was measured. */
export function TimingPhases({ timings }: { readonly timings: Timings }) {
  const total = totalOf(timings);
  if (total === 0) return null;
  const parts = PHASES.map(([phase], index) => ({
    phase,
    from: PHASES.slice(0, index).reduce((sum, [earlier]) => sum + (timings[earlier] ?? 0), 0),
    length: timings[phase] ?? 0,
  }));
  return (
    <>
      <svg className="timings" aria-hidden="true">
        {parts.map(({ phase, from, length }) => (
          <rect
            key={phase}
            className={`phase phase-${phase}`}
            x={`${(from / total) * 100}%`}
            width={`${(length / total) * 100}%`}
            height="100%"
          />
        ))}
      </svg>
      <dl className="phases">
        {PHASES.map(([phase, name]) => (
          <div key={phase} className={timings[phase] === null ? 'is-none' : ''}>
            <dt>
              <svg className="phase-key" viewBox="0 0 10 10" aria-hidden="true">
                <rect className={`phase phase-${phase}`} width="10" height="10" rx="2" />
              </svg>
              {name}
            </dt>
            <dd>{formatLatency(timings[phase])}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function totalOf(timings: Timings): number {
  return PHASES.reduce((sum, [phase]) => sum + (timings[phase] ?? 0), 0);
}
