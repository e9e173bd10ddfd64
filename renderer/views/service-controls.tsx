import { QUIET_CHOICES, quietUntil } from '../../shared/lib/quiet-choices.ts';
import type { OperatorRequest } from '../../shared/protocol/operator.ts';
import type { AlertView, ServiceView } from '../../shared/protocol/views.ts';
import { AttemptWords } from '../components/attempt-words.tsx';
import { MeasureButton } from '../components/measure-button.tsx';
import { useDashboard, useNow } from '../store/store-context.ts';
import { useAttempt } from '../store/use-attempt.ts';
import { capitalised } from '../../shared/lib/capitalised.ts';
import { commented } from './words.ts';

const TIMES = QUIET_CHOICES.map(({ id, words }) => ({ id, words: capitalised(words) }));
const RECOVERY = { id: 'recovery', words: 'Until it recovers' } as const;
const ACKNOWLEDGE = [{ id: 'acknowledge', words: 'Acknowledge' }] as const;

/** What an operator may do about one service; nothing for one who may only look. */
export function ServiceControls({
  service,
  alerts,
}: {
  readonly service: ServiceView;
  /** Of this service. */
  readonly alerts: readonly AlertView[];
}) {
  const hand = useDashboard((state) => state.hand);
  const now = useNow();
  const attempt = useAttempt();
  if (hand === null) return null;
  const { id, name, silence, acknowledgement, status } = service;
  const ask = (request: OperatorRequest, done: string) => attempt.run(hand.change(request), done);
  const firing = alerts.some(({ state }) => state === 'firing');
  const troubled = alerts.length > 0 || status === 'down' || status === 'degraded';
  return (
    <div className="controls" role="group" aria-label={`What to do about ${name}`}>
      {(firing || acknowledgement !== null) && (
        <MeasureButton
          label="Acknowledge"
          about={name}
          heading={`Acknowledge ${name}`}
          choices={ACKNOWLEDGE}
          busy={attempt.busy}
          onChoose={(_, comment) =>
            ask({ type: 'acknowledge', service: id, ...commented(comment) }, `${name} is acknowledged.`)
          }
          end={
            acknowledgement && {
              label: 'Withdraw acknowledgement',
              onEnd: () => ask({ type: 'unacknowledge', service: id }, `${name} is no longer acknowledged.`),
            }
          }
        />
      )}
      <MeasureButton
        label="Silence"
        about={name}
        heading={`Silence ${name}`}
        choices={troubled ? [...TIMES, RECOVERY] : TIMES}
        busy={attempt.busy}
        onChoose={(choice, comment) => {
          const until = choice === 'recovery' ? choice : quietUntil(choice, now());
          ask({ type: 'silence', service: id, until, ...commented(comment) }, `${name} is silenced.`);
        }}
        end={
          silence && {
            label: 'End silence',
            onEnd: () => ask({ type: 'unsilence', service: id }, `${name} is no longer silenced.`),
          }
        }
      />
      <AttemptWords attempt={attempt} />
    </div>
  );
}
