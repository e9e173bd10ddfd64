import type { Status } from '../../shared/domain/sample.ts';
import { StatusGlyph } from '../components/status-glyph.tsx';
import { Ago } from '../components/time.tsx';
import { useDashboard } from '../store/store-context.ts';
import type { Overview } from '../../shared/protocol/views.ts';
import type { DashboardState } from '../store/dashboard-store.ts';
import { count } from './format.ts';
import { STATUS_WORDS } from './words.ts';

const STATUSES: readonly Status[] = ['down', 'degraded', 'up', 'unknown'];

export function OverviewHeader() {
  const overview = useDashboard((state) => state.snapshot?.overview);
  const lastAt = useDashboard(lastSampleAt);
  const filter = useDashboard((state) => state.filter);
  const toggleFilter = useDashboard((state) => state.toggleFilter);
  if (overview === undefined) return null;
  const { overall, headline, counts } = overview;
  const alerts = alertWords(overview);
  const isWatching = STATUSES.some((status) => counts[status] > 0);
  return (
    <section className="overview" aria-label="Overview">
      <div className={`verdict is-${overall}`}>
        <StatusGlyph status={overall} />
        <div>
          <h1>{headline}</h1>
          {isWatching && (
            <p className="verdict-more">
              <strong className="verdict-word">{STATUS_WORDS[overall]}</strong>
              {alerts !== null && ` · ${alerts}`}
              {lastAt !== null && (
                <span className="verdict-age">
                  <span> · </span>last probe <Ago at={lastAt} />
                </span>
              )}
            </p>
          )}
        </div>
      </div>
      {isWatching && (
        <div className="counts" role="group" aria-label="Show only services that are">
          {STATUSES.map((status) => (
            <button
              key={status}
              type="button"
              className={`count is-${status}${counts[status] === 0 ? ' is-none' : ''}`}
              aria-pressed={filter === status}
              onClick={() => toggleFilter(status)}
            >
              <span className="count-number">{counts[status]}</span>
              <span className="count-word">
                <StatusGlyph status={status} />
                {STATUS_WORDS[status]}
              </span>
            </button>
          ))}
        </div>
      )}
    </section>
  );
}

/** That there are none is no news while nothing is observed. */
function alertWords({ overall, firing, pending, counts }: Overview): string | null {
  if (firing === 0 && pending === 0) {
    const observed = overall !== 'stale' && counts.up + counts.degraded + counts.down > 0;
    return observed ? 'No alerts' : null;
  }
  const parts = [
    ...(firing === 0 ? [] : [`${count(firing, 'alert')} firing`]),
    ...(pending === 0 ? [] : [`${pending} pending`]),
  ];
  return parts.join(', ');
}

function lastSampleAt(state: DashboardState): number | null {
  const times = state.snapshot?.services.flatMap(({ at }) => (at === null ? [] : [at])) ?? [];
  return times.length === 0 ? null : times.reduce((latest, at) => Math.max(latest, at));
}
