import type { ProbeResult } from '../../../shared/domain/probe-result.ts';

type FailureCause = Extract<ProbeResult, { outcome: 'failure' }>['cause'];

/** Ends a probe from wherever it is; `createProber` makes a probe result of it. `void`: our own trouble, nothing was observed. */
export class ProbeFault extends Error {
  readonly verdict: FailureCause | 'void';

  constructor(verdict: FailureCause | 'void', message: string, options?: ErrorOptions) {
    super(message, options);
    this.verdict = verdict;
  }
}

/** The code that Node or OpenSSL gave an error, such as `ECONNRESET`. */
export function codeOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error)) return null;
  return typeof error.code === 'string' ? error.code : null;
}
