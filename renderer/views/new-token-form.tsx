import { useState } from 'react';
import { ROLES, TOKEN_NAME, TOKEN_NAME_EXPECTED, type Role } from '../../shared/protocol/access.ts';
import { AttemptWords } from '../components/attempt-words.tsx';
import type { WindowHand } from '../client/dashboard-client.ts';
import { useAttempt } from '../store/use-attempt.ts';
import { capitalised } from '../../shared/lib/capitalised.ts';

const MEANINGS: Readonly<Record<Role, string>> = {
  viewer: 'looks',
  operator: 'also acts',
};

/** A link for somebody else. */
export function NewTokenForm({ hand }: { readonly hand: WindowHand }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const attempt = useAttempt();
  const [wrongName, setWrongName] = useState(false);
  const create = () => {
    const fits = TOKEN_NAME.test(name);
    setWrongName(!fits);
    if (!fits || attempt.busy) return;
    attempt.run(hand.desktop({ type: 'create-token', name, role }), `There is a link for ${name}.`);
    setName('');
  };
  return (
    <form
      className="new-token"
      aria-label="New link"
      onSubmit={(event) => {
        event.preventDefault();
        create();
      }}
    >
      <label className="field">
        Name
        <input
          type="text"
          autoComplete="off"
          spellCheck={false}
          maxLength={40}
          value={name}
          aria-invalid={wrongName}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </label>
      <fieldset>
        <legend className="visually-hidden">Role</legend>
        {ROLES.map((candidate) => (
          <label key={candidate} className="option">
            <input
              type="radio"
              name="role"
              checked={candidate === role}
              onChange={() => setRole(candidate)}
            />
            <span>
              {capitalised(candidate)}
              <span className="option-more">, {MEANINGS[candidate]}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <button type="submit" className="button" aria-disabled={attempt.busy}>
        Make a link
      </button>
      <AttemptWords attempt={wrongName ? { fault: `a name is ${TOKEN_NAME_EXPECTED}`, done: '' } : attempt} />
    </form>
  );
}
