import { useState } from 'react';
import type { Outcome } from '../client/dashboard-client.ts';

/** The last thing that a person asked for from one place of the page, and what became of it. */
export interface Attempt {
  readonly busy: boolean;
  /** Why it was not done; `null` when it was. */
  readonly fault: string | null;
  /** What was done, for those who cannot see that it was; empty before. */
  readonly done: string;
  readonly run: (outcome: Promise<Outcome>, done: string) => void;
}

const NOTHING_YET = { busy: false, fault: null, done: '' } as const;

export function useAttempt(): Attempt {
  const [state, setState] = useState<Omit<Attempt, 'run'>>(NOTHING_YET);
  const run = async (asked: Promise<Outcome>, done: string) => {
    setState({ ...NOTHING_YET, busy: true });
    const outcome = await asked;
    setState(outcome.ok ? { ...NOTHING_YET, done } : { ...NOTHING_YET, fault: outcome.error.message });
  };
  return { ...state, run: (asked, done) => void run(asked, done) };
}

/** A setting: shows what was chosen while that is asked for, and then what the desktop says. */
export function useSetting<Value>(value: Value, ask: (value: Value) => Promise<Outcome>) {
  const attempt = useAttempt();
  const [chosen, setChosen] = useState(value);
  const change = (next: Value, done: string) => {
    setChosen(next);
    attempt.run(ask(next), done);
  };
  return { shown: attempt.busy ? chosen : value, change, attempt };
}
