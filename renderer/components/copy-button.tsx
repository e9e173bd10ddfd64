import { useState } from 'react';
import type { Outcome } from '../client/dashboard-client.ts';
import { useAttempt } from '../store/use-attempt.ts';
import { AttemptWords } from './attempt-words.tsx';

/** Copies; where the browser does not let it, shows what is to be copied, selected. */
export function CopyButton({
  label,
  copy,
  text,
}: {
  readonly label: string;
  readonly copy: (text: string) => Promise<Outcome>;
  readonly text: () => string;
}) {
  const attempt = useAttempt();
  const [asked, setAsked] = useState('');
  const start = () => {
    const wanted = text();
    setAsked(wanted);
    attempt.run(copy(wanted), 'Copied.');
  };
  return (
    <div className="copy">
      <button
        type="button"
        className="button"
        aria-disabled={attempt.busy}
        onClick={attempt.busy ? undefined : start}
      >
        {label}
      </button>
      {attempt.fault !== null && (
        <label>
          Not copied: {attempt.fault}. Copy it from here.
          <textarea ref={select} readOnly rows={6} value={asked} />
        </label>
      )}
      <AttemptWords attempt={{ ...attempt, fault: null }} seen />
    </div>
  );
}

function select(field: HTMLTextAreaElement | null): void {
  field?.select();
}
