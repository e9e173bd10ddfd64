const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** People who say "until tomorrow" mean the morning. */
const MORNING_HOUR = 8;

/** What tray, notification and page offer; `recovery` is for a silence only. */
export const QUIET_CHOICES = [
  { id: '15m', words: '15 minutes' },
  { id: '1h', words: '1 hour' },
  { id: 'tomorrow', words: 'until tomorrow 08:00' },
] as const;

export type QuietChoice = (typeof QUIET_CHOICES)[number]['id'];

/** Epoch ms at which the choice ends, in the time zone of the machine that asks. */
export function quietUntil(choice: QuietChoice, now: number): number {
  switch (choice) {
    case '15m':
      return now + 15 * MINUTE_MS;
    case '1h':
      return now + HOUR_MS;
    case 'tomorrow': {
      const today = new Date(now);
      return new Date(today.getFullYear(), today.getMonth(), today.getDate() + 1, MORNING_HOUR).getTime();
    }
  }
}
