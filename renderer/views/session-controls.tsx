import { AttemptWords } from '../components/attempt-words.tsx';
import { useDashboard } from '../store/store-context.ts';
import { useAttempt } from '../store/use-attempt.ts';

/** As whom a browser is signed in; nothing for one that came without a token. */
export function SessionControls() {
  const session = useDashboard((state) => state.session);
  const fault = useDashboard((state) => state.sessionFault);
  const hand = useDashboard((state) => state.browserHand);
  const attempt = useAttempt();
  if (hand === null || session === null || session.role === null) return null;
  if (session.name === null) return fault !== null && <AttemptWords attempt={{ fault, done: '' }} />;
  return (
    <div className="controls session" role="group" aria-label="Your session">
      <p className="session-who">
        <span className="visually-hidden">Signed in as </span>
        <strong>{session.name}</strong> {session.role}
      </p>
      <button
        type="button"
        className="button"
        aria-disabled={attempt.busy}
        onClick={() => {
          if (!attempt.busy) attempt.run(hand.signOut(), 'Signed out.');
        }}
      >
        Sign out
      </button>
      <AttemptWords attempt={attempt} />
    </div>
  );
}
