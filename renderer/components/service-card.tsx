import { memo } from 'react';
import { hashOf } from '../../shared/protocol/desktop.ts';
import type { RecentSample, ServiceView } from '../../shared/protocol/views.ts';
import { useDashboard } from '../store/store-context.ts';
import { certificateWarning, formatLatency } from '../views/format.ts';
import { sentence, STATUS_WORDS } from '../views/words.ts';
import { MeasureGlyph } from './measure-glyph.tsx';
import { SampleStrip } from './sample-strip.tsx';
import { StatusGlyph } from './status-glyph.tsx';
import { Ago, StatusSince } from './time.tsx';

interface Props {
  readonly service: ServiceView;
  readonly samples: readonly RecentSample[];
}

/** One service at a glance; the whole card opens it. Drawn anew only when its own facts change. */
export const ServiceCard = memo(function ServiceCard({ service, samples }: Props) {
  return (
    <a className={`card is-${service.status}`} href={hashOf({ kind: 'service', id: service.id })}>
      <div className="card-head">
        <StatusGlyph status={service.status} />
        <div className="card-title">
          <h3 className="card-name" dir="auto" title={service.name}>
            {service.name}
          </h3>
          <p className="card-status">
            <strong>{STATUS_WORDS[service.status]}</strong>
            {service.since !== null && (
              <>
                {' for '}
                <StatusSince since={service.since} unobservedMs={service.unobservedMs} />
              </>
            )}
          </p>
        </div>
        <span className="card-latency">
          <span className="visually-hidden">, response time </span>
          {formatLatency(service.status === 'unknown' ? null : service.latencyMs)}
        </span>
      </div>
      {service.message !== null && (
        <p className="card-cause" dir="auto">
          {sentence(service.message)}
        </p>
      )}
      <SampleStrip samples={samples} service={service} />
      <div className="card-foot">
        <span>
          {service.at === null ? (
            'Not probed yet'
          ) : (
            <>
              Probed <Ago at={service.at} />
            </>
          )}
        </span>
        {service.silence !== null && (
          <span className="tag">
            <MeasureGlyph of="silence" />
            Silenced
          </span>
        )}
        {service.acknowledgement !== null && (
          <span className="tag">
            <MeasureGlyph of="acknowledgement" />
            Acknowledged
          </span>
        )}
        {service.suspect && <span className="tag">Probing more often</span>}
        <CertificateTag expiresAt={service.certificateExpiresAt} />
      </div>
    </a>
  );
});

function CertificateTag({ expiresAt }: { readonly expiresAt: number | null }) {
  const warning = useDashboard((state) => certificateWarning(expiresAt, state.now));
  return warning === null ? null : <span className="tag is-degraded">{warning}</span>;
}
