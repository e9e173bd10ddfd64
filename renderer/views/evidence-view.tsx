import type { Exchange } from '../../shared/domain/evidence.ts';
import type { IncidentDetail, ServiceView } from '../../shared/protocol/views.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { ExchangeContentView } from '../components/exchange-content.tsx';
import { At } from '../components/time.tsx';
import { TimingPhases } from '../components/timings-bar.tsx';
import { useDashboard } from '../store/store-context.ts';
import { evidenceMarkdown } from './evidence-markdown.ts';
import { formatLatency } from './format.ts';
import { sentence } from './words.ts';

/** What the service answered last when it was well, beside what it answered first when it was not. */
export function EvidenceView({
  service,
  detail,
}: {
  readonly service: ServiceView;
  readonly detail: IncidentDetail;
}) {
  const copy = useDashboard((state) => state.copy);
  const { evidence } = detail;
  if (evidence === null) return <p className="nothing">Nothing was kept of this incident.</p>;
  const { lastGood, firstBad } = evidence;
  return (
    <div className="evidence">
      <div className="exchanges">
        {lastGood === null ? (
          <section className="exchange" aria-label="Last good">
            <h4>Last good</h4>
            <p className="nothing">Not seen between the start of Bellwether and the incident.</p>
          </section>
        ) : (
          <ExchangeView heading="Last good" exchange={lastGood} />
        )}
        <ExchangeView heading="First bad" exchange={firstBad} />
      </div>
      {firstBad.content === null ? (
        <p className="nothing">What was sent and answered is for operators.</p>
      ) : (
        <CopyButton
          label="Copy as Markdown"
          copy={copy}
          text={() => evidenceMarkdown(service, detail.incident, evidence)}
        />
      )}
    </div>
  );
}

function ExchangeView({ heading, exchange }: { readonly heading: string; readonly exchange: Exchange }) {
  const { at, status, cause, message, httpStatus, latencyMs, timings, certificateExpiresAt, content } =
    exchange;
  return (
    <section className={`exchange is-${status}`} aria-label={heading}>
      <h4>{heading}</h4>
      <p className="exchange-when">
        <At at={at} />
      </p>
      <p className="exchange-outcome" dir="auto">
        {httpStatus !== null && cause !== 'http-status' && <strong>HTTP {httpStatus}</strong>}{' '}
        {message === null ? `Answered in ${formatLatency(latencyMs)}.` : sentence(message)}
      </p>
      <TimingPhases timings={timings} />
      {certificateExpiresAt !== null && (
        <p className="exchange-certificate">
          Certificate until <At at={certificateExpiresAt} />.
        </p>
      )}
      {content !== null && <ExchangeContentView about={heading} content={content} />}
    </section>
  );
}
