import { unobservedWords } from '../../shared/domain/run.ts';
import { presentOf } from '../store/selectors.ts';
import { useDashboard } from '../store/store-context.ts';
import { formatAgo, formatClock, formatDateTime, formatMoment, formatSpan } from '../views/format.ts';

interface Moment {
  readonly at: number;
}

/** How long ago, ticking; the exact time when pointed at. */
export function Ago({ at }: Moment) {
  const text = useDashboard((state) => formatAgo(state.now - at));
  return <Labelled at={at} text={text} />;
}

/** For how long by now, ticking while the connection lasts. */
export function Since({ at }: Moment) {
  const text = useDashboard((state) => formatSpan(presentOf(state) - at));
  return <Labelled at={at} text={text} />;
}

/** The same of a status, with what of that time nobody observed. */
export function StatusSince({
  since,
  unobservedMs,
}: {
  readonly since: number;
  readonly unobservedMs: number;
}) {
  const words = useDashboard((state) => unobservedWords(unobservedMs, presentOf(state) - since));
  return (
    <>
      <Since at={since} />
      {words}
    </>
  );
}

/** When, with the date unless it was today. */
export function At({ at }: Moment) {
  const text = useDashboard((state) => formatMoment(at, state.now));
  return <Labelled at={at} text={text} />;
}

/** When to the minute, for what a person decided. */
export function Clock({ at }: Moment) {
  const text = useDashboard((state) => formatClock(at, state.now));
  return <Labelled at={at} text={text} />;
}

function Labelled({ at, text }: Moment & { readonly text: string }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
      {text}
    </time>
  );
}
