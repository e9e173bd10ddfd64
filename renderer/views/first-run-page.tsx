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
    more: 'Its nine services, seven core and two of the frontend, at their usual ports on this machine, with five alert rules.',
  },
  {
    id: 'import',
    words: 'Import a file',
    more: 'A YAML or JSON document with your services and alert rules. It is checked, then copied; the file stays as it is.',
  },
  {
    id: 'empty',
    words: 'Start empty',
    more: 'No services yet: you write them into the settings file, and they appear as soon as it is saved.',
  },
];

/** What to watch, before there is a settings file. Once there is one, the dashboard takes its place by itself. */
export function FirstRunPage({
  desktop,
  hand,
}: {
  readonly desktop: DesktopView;
  readonly hand: WindowHand;
}) {
  const { busy, fault, run } = useAttempt();
  return (
    <div className="first-run">
      <BellMark />
      <h1>Welcome to Bellwether</h1>
      <p className="first-run-lead">
        Bellwether watches the services you work with, tells you with a notification when one breaks and when
        it recovers, and remembers what happened.
      </p>
      <h2 id="choices-heading">What should it watch?</h2>
      <ul className="first-choices" aria-labelledby="choices-heading">
        {CHOICES.map(({ id, words, more }) => (
          <li key={id}>
            <button
              type="button"
              className="first-choice"
              aria-disabled={busy}
              onClick={() => {
                if (!busy) run(hand.desktop({ type: 'set-up', choice: id }), '');
              }}
            >
              <strong>{words}</strong>
              <span>{more}</span>
            </button>
          </li>
        ))}
      </ul>
      {fault !== null && (
        <div className="first-fault" role="alert">
          <strong>Nothing was set up.</strong>
          <pre dir="auto">{fault}</pre>
        </div>
      )}
      <DesktopCheckbox
        label="Start at login"
        on={desktop.startAtLogin}
        onChange={(on) => hand.desktop({ type: 'set-start-at-login', on })}
      >
        This can be changed later in the settings.
      </DesktopCheckbox>
    </div>
  );
}
