import { useState } from 'react';
import { AttemptWords } from '../components/attempt-words.tsx';
import { useDashboard } from '../store/store-context.ts';
import { useAttempt } from '../store/use-attempt.ts';

/** For a browser on another machine without a token, or with one that was revoked. */
export function SignInPage() {
  const hand = useDashboard((state) => state.browserHand);
  const linkFault = useDashboard((state) => state.sessionFault);
  const [text, setText] = useState('');
  const { busy, fault, done, run } = useAttempt();
  if (hand === null) return null;
  const asked = fault !== null || done !== '' || busy;
  return (
    <section className="message-box sign-in">
      <h1>Ask for a link</h1>
      <p>
        This dashboard is shared with those who have a link to it. Whoever runs Bellwether can make one: in
        its settings, or with
      </p>
      <pre>bellwether token create NAME</pre>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && text.trim() !== '') run(hand.signIn(text), 'Signed in.');
        }}
      >
        <label>
          Token or link
          <input
            type="password"
            autoComplete="off"
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
        </label>
        <button type="submit" className="button" aria-disabled={busy}>
          Sign in
        </button>
      </form>
      <AttemptWords attempt={{ fault: asked ? fault : linkFault, done }} />
    </section>
  );
}
