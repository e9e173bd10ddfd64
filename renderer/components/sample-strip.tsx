import { OBSERVED_STATUSES } from '../../shared/domain/sample.ts';
import type { RecentSample, ServiceView } from '../../shared/protocol/views.ts';
import { observedUntil, presentOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { barPath, barsOf, stripEnd } from '../views/sample-geometry.ts';

const WIDTH = 300;
const HEIGHT = 30;

/** The last samples over time: height is the response time, nothing is drawn where nobody looked. An ornament to the words around it. */
export function SampleStrip({
  samples,
  service,
}: {
  readonly samples: readonly RecentSample[];
  readonly service: ServiceView;
}) {
  const end = useDashboard((state) => stripEnd(presentOf(state), service.intervalMs));
  const until = useDashboard((state) => observedUntil(state, service));
  const bars = barsOf(samples, end, service, until);
  return (
    <svg className="strip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <path className="strip-ground" d={`M0 ${HEIGHT - 0.5}h${WIDTH}`} />
      {OBSERVED_STATUSES.map((status) => (
        <path key={status} className={`strip-bars is-${status}`} d={barPath(bars, status, WIDTH, HEIGHT)} />
      ))}
    </svg>
  );
}
