import type { ServiceDetail } from '../../shared/protocol/views.ts';
import { presentOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { formatDateTime, formatLatency, formatMoment } from '../views/format.ts';
import { chartOf } from '../views/sample-geometry.ts';
import type { Chart, ChartPoint } from '../views/sample-geometry.ts';
import { sentence, STATUS_WORDS } from '../views/words.ts';
import { At } from './time.tsx';

type Sample = ServiceDetail['recent'][number];

/* The drawing is as wide as its place: x in percent, y in px. */
const TOP = 34;
const BOTTOM = 150;
/** Probes without an answer stand on a line of their own above the scale. */
const NO_ANSWER = 8;
const LEFT_PERCENT = 13;
const WIDTH_PERCENT = 85;

/** Response time of the last samples; the table beneath says the same in words. */
export function LatencyChart({
  samples,
  standsMs,
}: {
  readonly samples: readonly Sample[];
  /** How long a sample counts without another. */
  readonly standsMs: number;
}) {
  const first = samples[0];
  const last = samples.at(-1);
  return (
    <section aria-labelledby="samples-heading">
      <h3 id="samples-heading">Last samples</h3>
      {first === undefined || last === undefined ? (
        <p className="nothing">Not probed yet.</p>
      ) : (
        <>
          <svg className="chart" aria-hidden="true">
            <Drawing chart={chartOf(samples, standsMs)} />
            <Edge at={first.at} x={LEFT_PERCENT} />
            {first !== last && <Edge at={last.at} x={LEFT_PERCENT + WIDTH_PERCENT} end />}
          </svg>
          <details className="samples">
            <summary>The same as a table</summary>
            <SampleTable samples={samples} />
          </details>
        </>
      )}
    </section>
  );
}

function Edge({
  at,
  x: percent,
  end = false,
}: {
  readonly at: number;
  readonly x: number;
  readonly end?: boolean;
}) {
  const text = useDashboard((state) => formatMoment(at, presentOf(state)));
  return (
    <text className={`chart-label${end ? ' chart-label-end' : ''}`} x={`${percent}%`} y="172">
      {text}
    </text>
  );
}

function Drawing({ chart }: { readonly chart: Chart<Sample> }) {
  const anyUnanswered = chart.points.some((point) => point.y === null);
  return (
    <>
      {chart.gaps.map((gap) => (
        <rect
          key={gap.from}
          className="chart-gap"
          x={x(gap.from)}
          y={TOP}
          width={`${(gap.to - gap.from) * WIDTH_PERCENT}%`}
          height={BOTTOM - TOP}
        >
          <title>Not observed</title>
        </rect>
      ))}
      {chart.ticks.map((tick) => (
        <g key={tick.latencyMs}>
          <line className="chart-grid" x1={`${LEFT_PERCENT}%`} x2="100%" y1={y(tick.y)} y2={y(tick.y)} />
          <text className="chart-label" x="0" y={y(tick.y) + 4}>
            {formatLatency(tick.latencyMs)}
          </text>
        </g>
      ))}
      {anyUnanswered && (
        <text className="chart-label" x="0" y={NO_ANSWER + 4}>
          failed
        </text>
      )}
      {chart.joins.map((index) => (
        <Join key={index} from={chart.points[index]} to={chart.points[index + 1]} />
      ))}
      {chart.points.map((point) => (
        <Mark key={point.sample.at} point={point} />
      ))}
    </>
  );
}

function Join({
  from,
  to,
}: {
  readonly from: ChartPoint<Sample> | undefined;
  readonly to: ChartPoint<Sample> | undefined;
}) {
  if (from === undefined || to === undefined) return null;
  return <line className="chart-line" x1={x(from.x)} y1={y(from.y)} x2={x(to.x)} y2={y(to.y)} />;
}

/** Shape tells the status as well as colour: round, triangular, crossed. */
function Mark({ point: { sample, x: place, y: level } }: { readonly point: ChartPoint<Sample> }) {
  const answer = sample.latencyMs === null ? 'no answer' : formatLatency(sample.latencyMs);
  return (
    <svg className={`chart-mark is-${sample.status}`} x={x(place)} y={y(level)} overflow="visible">
      <title>{`${formatDateTime(sample.at)}: ${STATUS_WORDS[sample.status]}, ${answer}`}</title>
      <circle className="chart-target" r="8" />
      {sample.status === 'up' && <circle className="chart-shape" r="3" />}
      {sample.status === 'degraded' && <path className="chart-shape" d="M0-5 5 4H-5Z" />}
      {sample.status === 'down' && <path className="chart-cross" d="m-4-4 8 8m0-8-8 8" />}
    </svg>
  );
}

function SampleTable({ samples }: { readonly samples: readonly Sample[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Status</th>
          <th scope="col">Response time</th>
          <th scope="col">Cause</th>
        </tr>
      </thead>
      <tbody>
        {samples.toReversed().map((sample) => (
          <tr key={sample.at}>
            <td>
              <At at={sample.at} />
            </td>
            <td>{STATUS_WORDS[sample.status]}</td>
            <td>{formatLatency(sample.latencyMs)}</td>
            <td dir="auto">{sample.message === null ? '' : sentence(sample.message)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function x(fraction: number): string {
  return `${LEFT_PERCENT + fraction * WIDTH_PERCENT}%`;
}

function y(fraction: number | null): number {
  return fraction === null ? NO_ANSWER : BOTTOM - fraction * (BOTTOM - TOP);
}
