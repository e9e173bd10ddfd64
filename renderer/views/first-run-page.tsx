import type { DesktopRequest, DesktopView } from '../../shared/protocol/desktop.ts';
import type { WindowHand } from '../client/dashboard-client.ts';
import { BellMark } from '../components/bell-mark.tsx';
import { useAttempt } from '../store/use-attempt.ts';
import { DesktopCheckbox } from './desktop-checkbox.tsx';

type Choice = Extract<DesktopRequest, { type: 'set-up' }>['choice'];

const CHOICES: readonly { readonly id: Choice; readonly words: string; readonly more: string }[] = [
  {
    id: 'preset',
    words: 'Watch PyAirtable',
    more: 'The nine health endpoints of its services on this machine, with four alert rules.',
  },
  {
    id: 'import',
    words: 'Import a file',
    more: 'A configuration in YAML or JSON. It is copied; the file stays as it is.',
  },
  { id: 'empty', words: 'Start empty', more: 'Write your services into the settings file yourself.' },
];

/** Before there is a settings file: what to watch. Once that is chosen, the dashboard takes its place by itself. */
export function FirstRunPage({
  desktop,
  hand,
}: {
  readonly desktop: DesktopView;
  readonly hand: WindowHand;
}) {
  const attempt = useAttempt();
  return (
    <section className="first-run" aria-labelledby="first-run-heading">
      <BellMark />
      <h1 id="first-run-heading">What should Bellwether watch?</h1>
      <p className="first-run-lead">
        It asks your services again and again how they are, and tells you when one breaks and when it is back.
      </p>
      <h2>Begin with</h2>
      <ul className="first-choices">
        {CHOICES.map(({ id, words, more }) => (
          <li key={id}>
            <button
              type="button"
              className="first-choice"
              aria-disabled={attempt.busy}
              onClick={() => {
                if (!attempt.busy) attempt.run(hand.desktop({ type: 'set-up', choice: id }), 'Chosen.');
              }}
            >
              <strong>{words}</strong>
              <span>{more}</span>
            </button>
          </li>
        ))}
      </ul>
      {attempt.fault !== null && (
        <div className="first-fault" role="alert">
          <strong>That could not be used:</strong>
          <pre>{attempt.fault}</pre>
        </div>
      )}
      <DesktopCheckbox
        label="Start at login"
        on={desktop.startAtLogin}
        onChange={(on) => hand.desktop({ type: 'set-start-at-login', on })}
      >
        Bellwether starts without a window and watches from then on.
      </DesktopCheckbox>
    </section>
  );
}
