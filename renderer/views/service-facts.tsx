import { hashOf } from '../../shared/protocol/desktop.ts';
import type { ServiceDetail, ServiceView } from '../../shared/protocol/views.ts';
import { Ago, At, StatusSince } from '../components/time.tsx';
import { LatencyChart } from '../components/latency-chart.tsx';
import { OutsideLink } from '../components/outside-link.tsx';
import { TimingsBar } from '../components/timings-bar.tsx';
import { serviceOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { certificateWarning, count, formatLatency, formatRatio, formatSpan, isWebAddress } from './format.ts';
import { IncidentList } from './incident-list.tsx';
import { MeasureLines } from './measure-lines.tsx';
import { RuleList } from './rule-list.tsx';
import { ServiceControls } from './service-controls.tsx';
import { sentence, STATUS_WORDS } from './words.ts';

/** Everything about one service. The first part is live; the rest comes with the answer of the server. */
export function ServiceFacts({
  service,
  detail,
}: {
  readonly service: ServiceView;
  readonly detail: ServiceDetail | null;
}) {
  const known = useDashboard((state) => state.snapshot?.alerts);
  const alerts = known?.filter((alert) => alert.service === service.id) ?? [];
  const explanation = detail?.explanation.status === service.status ? detail.explanation.why : null;
  const words = service.message ?? explanation;
  return (
    <>
      <section className={`state is-${service.status}`} aria-label="Status">
        <p className="state-word">
          <strong>{STATUS_WORDS[service.status]}</strong>
          {service.since !== null && (
            <>
              {' for '}
              <StatusSince since={service.since} unobservedMs={service.unobservedMs} />, since{' '}
              <At at={service.since} />
            </>
          )}
        </p>
        {words !== null && (
          <p className="state-cause" dir="auto">
            {sentence(words)}
            {service.cause !== null && (
              <>
                {' '}
                <span className="no-break">
                  Cause: <code>{service.cause}</code>
                </span>
              </>
            )}
          </p>
        )}
        <MeasureLines service={service} />
        <ServiceControls service={service} alerts={alerts} />
      </section>
      <Figures service={service} detail={detail} />
      {detail === null ? (
        <div className="bone bone-card" role="status">
          <span className="visually-hidden">Loading the details</span>
        </div>
      ) : (
        <>
          <LatencyChart samples={detail.recent} standsMs={service.intervalMs + service.timeoutMs} />
          <TimingsBar timings={detail.timings} />
          <RuleList rules={detail.explanation.rules} alerts={detail.alerts} />
          <IncidentList service={service} incidents={detail.incidents} />
        </>
      )}
      <About service={service} probing={detail?.explanation.probing ?? null} />
    </>
  );
}

function Figures({
  service,
  detail,
}: {
  readonly service: ServiceView;
  readonly detail: ServiceDetail | null;
}) {
  return (
    <section aria-label="Figures">
      <dl className="figures">
        <div>
          <dt>Response time</dt>
          <dd>{formatLatency(service.latencyMs)}</dd>
          {service.at !== null && (
            <dd className="figure-more">
              probed <Ago at={service.at} />
            </dd>
          )}
        </div>
        <div>
          <dt>Uptime, last 24 h</dt>
          <dd>{formatRatio(detail?.uptime.uptimeRatio ?? null)}</dd>
          <dd className="figure-more">
            {detail === null ? '' : `${formatRatio(detail.uptime.coverageRatio)} of the time observed`}
          </dd>
        </div>
        <div>
          <dt>Median</dt>
          <dd>{formatLatency(detail?.latency.p50Ms ?? null)}</dd>
          <dd className="figure-more">p50, last 24 h</dd>
        </div>
        <div>
          <dt>95 % within</dt>
          <dd>{formatLatency(detail?.latency.p95Ms ?? null)}</dd>
          <dd className="figure-more">
            {detail === null ? 'p95, last 24 h' : `99 % in ${formatLatency(detail.latency.p99Ms)}; last 24 h`}
          </dd>
        </div>
      </dl>
    </section>
  );
}

function About({ service, probing }: { readonly service: ServiceView; readonly probing: string | null }) {
  const links = Object.entries(service.links).filter(([, address]) => isWebAddress(address));
  return (
    <section className="about" aria-labelledby="about-heading">
      <h3 id="about-heading">About</h3>
      <dl>
        <dt>Address</dt>
        <dd>
          <code className="address" dir="ltr">
            {service.address}
          </code>
        </dd>
        <dt>Probing</dt>
        <dd>
          {probing === null ? `Every ${formatSpan(service.intervalMs)}.` : sentence(probing)}
          {service.skippedTurns > 0 && ` ${count(service.skippedTurns, 'turn')} skipped.`}
        </dd>
        {service.httpStatus !== null && (
          <>
            <dt>HTTP status</dt>
            <dd>{service.httpStatus}</dd>
          </>
        )}
        {service.certificateExpiresAt !== null && (
          <Certificate expiresAt={service.certificateExpiresAt} host={service.certificateHost ?? null} />
        )}
        {service.dependsOn.length > 0 && (
          <>
            <dt>Depends on</dt>
            <dd>
              <ul className="inline-list">
                {service.dependsOn.map((id) => (
                  <Dependency key={id} id={id} />
                ))}
              </ul>
            </dd>
          </>
        )}
        {service.tags.length > 0 && (
          <>
            <dt>Tags</dt>
            <dd dir="auto">{service.tags.join(', ')}</dd>
          </>
        )}
        {links.length > 0 && (
          <>
            <dt>Links</dt>
            <dd>
              <ul className="inline-list">
                {links.map(([label, address]) => (
                  <li key={label}>
                    <OutsideLink address={address}>{label}</OutsideLink>
                  </li>
                ))}
              </ul>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** The host is another one, to which the service redirects. */
function Certificate({ expiresAt, host }: { readonly expiresAt: number; readonly host: string | null }) {
  const warning = useDashboard((state) => certificateWarning(expiresAt, state.now));
  return (
    <>
      <dt>Certificate</dt>
      <dd className={warning === null ? '' : 'is-degraded warned'}>
        {warning === null ? 'Valid until' : `${warning}:`} <At at={expiresAt} />
        {host !== null && `. It is the one of ${host}, to which this service redirects.`}
      </dd>
    </>
  );
}

function Dependency({ id }: { readonly id: string }) {
  const name = useDashboard((state) => serviceOf(state, id)?.name ?? id);
  const status = useDashboard((state) => serviceOf(state, id)?.status ?? 'unknown');
  return (
    <li>
      <a href={hashOf({ kind: 'service', id })} dir="auto">
        {name}
      </a>{' '}
      ({STATUS_WORDS[status].toLowerCase()})
    </li>
  );
}
