import type { ServiceView } from '../../shared/protocol/views.ts';
import { MeasureGlyph } from '../components/measure-glyph.tsx';
import { Clock } from '../components/time.tsx';

/** What people decided about telling of a service: for everyone who looks. */
export function MeasureLines({
  service: { silence, acknowledgement },
}: {
  readonly service: Pick<ServiceView, 'silence' | 'acknowledgement'>;
}) {
  if (silence === null && acknowledgement === null) return null;
  return (
    <ul className="measures">
      {silence !== null && (
        <li>
          <MeasureGlyph of="silence" />
          <p dir="auto">
            Silenced until {silence.until === 'recovery' ? 'it recovers' : <Clock at={silence.until} />}
            <ByWhom measure={silence} />
          </p>
        </li>
      )}
      {acknowledgement !== null && (
        <li>
          <MeasureGlyph of="acknowledgement" />
          <p dir="auto">
            Acknowledged at <Clock at={acknowledgement.at} />
            <ByWhom measure={acknowledgement} />
          </p>
        </li>
      )}
    </ul>
  );
}

/** Follows words such as `Silenced until 15:30`. */
export function ByWhom({
  measure: { author, comment },
}: {
  readonly measure: { readonly author: string; readonly comment: string };
}) {
  return (
    <>
      {author !== '' && (
        <>
          {' '}
          by <bdi>{author}</bdi>
        </>
      )}
      {comment !== '' && (
        <>
          : <q dir="auto">{comment}</q>
        </>
      )}
    </>
  );
}
