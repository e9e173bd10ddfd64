import { silenceOfAll } from '../../shared/domain/quiet.ts';
import type { ServiceView } from '../../shared/protocol/views.ts';
import { MeasureGlyph } from '../components/measure-glyph.tsx';
import { At, Clock } from '../components/time.tsx';
import { ByWhom } from './measure-lines.tsx';

/** While nobody is told of any service. With one service its own line says it. */
export function SilenceBanner({ services }: { readonly services: readonly ServiceView[] }) {
  const silence = services.length > 1 ? silenceOfAll(services) : null;
  if (silence === null) return null;
  return (
    <section className="notice is-paused pause-banner" aria-label="Silence">
      <MeasureGlyph of="silence" />
      <p>
        <strong>
          Nobody is told of any service until{' '}
          {silence.until === 'recovery' ? 'one recovers' : <Clock at={silence.until} />}
        </strong>
        <ByWhom measure={silence} />. Everything is watched, and shown here.
      </p>
      <span className="notice-since">
        since <At at={silence.at} />
      </span>
    </section>
  );
}
