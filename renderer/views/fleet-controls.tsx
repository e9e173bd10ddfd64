import { QUIET_CHOICES, quietUntil } from '../../shared/lib/quiet-choices.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { Pause } from '../../shared/protocol/views.ts';
import { AttemptWords } from '../components/attempt-words.tsx';
import { MeasureButton } from '../components/measure-button.tsx';
import type { OperatorHand } from '../client/dashboard-client.ts';
import { useNow } from '../store/store-context.ts';
import { useAttempt } from '../store/use-attempt.ts';
import { capitalised } from '../../shared/lib/capitalised.ts';
import { commented } from './words.ts';

const QUIET = QUIET_CHOICES.map(({ id, words }) => ({ id, words: capitalised(words) }));
const CHOICES = [...QUIET, { id: 'resumed', words: 'Until resumed' } as const];

/** What an operator may do about all services at once. */
export function FleetControls({
  hand,
  pause,
  silence,
}: {
  readonly hand: OperatorHand;
  readonly pause: Pause | null;
  /** Of every service; `nothing` when there is none. */
  readonly silence: 'on' | 'off' | 'nothing';
}) {
  const now = useNow();
  const attempt = useAttempt();
  const ask = (request: OperatorRequest, done: string) => attempt.run(hand.change(request), done);
  return (
    <div className="controls" role="group" aria-label="What to do about all services">
      {pause === null && (
        <button
          type="button"
          className="button"
          aria-disabled={attempt.busy}
          onClick={() => {
            if (!attempt.busy) ask({ type: 'probe-now' }, 'All services are being probed.');
          }}
        >
          Probe now<span className="visually-hidden"> (all services)</span>
        </button>
      )}
      <MeasureButton
        label="Pause monitoring"
        about="all services"
        heading="Pause monitoring"
        choices={CHOICES}
        busy={attempt.busy}
        onChoose={(choice, comment) => {
          const until = choice === 'resumed' ? null : quietUntil(choice, now());
          ask({ type: 'pause', until, ...commented(comment) }, 'Monitoring is paused.');
        }}
        end={
          pause && {
            label: 'Resume monitoring',
            onEnd: () => ask({ type: 'resume' }, 'Monitoring goes on.'),
          }
        }
      />
      {silence !== 'nothing' && (
        <MeasureButton
          label="Silence all"
          about="all services"
          heading="Silence all services"
          choices={QUIET}
          busy={attempt.busy}
          onChoose={(choice, comment) => {
            const until = quietUntil(choice, now());
            ask({ type: 'silence-all', until, ...commented(comment) }, 'All services are silenced.');
          }}
          end={
            silence === 'on'
              ? {
                  label: 'End all silences',
                  onEnd: () => ask({ type: 'unsilence-all' }, 'No service is silenced any more.'),
                }
              : null
          }
        />
      )}
      <AttemptWords attempt={attempt} />
    </div>
  );
}
