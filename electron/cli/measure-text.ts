import type { PauseAnswer, ServiceAnswer } from './decode-answers.ts';
import { plain } from './text.ts';
import { moment } from './times.ts';

/* What a person did about telling, in one line each. */

interface Measure {
  readonly at: number;
  readonly author: string;
  readonly comment: string;
}

/** `since 09:12 until 14:05, by Ada: moving house`. */
export function pauseText(pause: PauseAnswer, now: number): string {
  const end = pause.until === null ? 'somebody resumes it' : moment(pause.until, now);
  return `since ${moment(pause.at, now)} until ${end}, ${byWhom(pause)}`;
}

/** `nobody is told of any service until 14:05, by Ada`: the silence that ends first. */
export function silenceOfAllText(silence: NonNullable<ServiceAnswer['silence']>, now: number): string {
  const end = silence.until === 'recovery' ? 'one recovers' : moment(silence.until, now);
  return `nobody is told of any service until ${end}, ${byWhom(silence)}`;
}

/** `silenced until 14:05, by Ada: moving house` and `acknowledged at 09:12, by Grace`, as far as they apply. */
export function measureTexts(
  { silence, acknowledgement }: Pick<ServiceAnswer, 'silence' | 'acknowledgement'>,
  now: number,
): readonly string[] {
  const silenced = (until: number | 'recovery') =>
    until === 'recovery' ? 'until it recovers' : `until ${moment(until, now)}`;
  return [
    ...(silence === null ? [] : [`silenced ${silenced(silence.until)}, ${byWhom(silence)}`]),
    ...(acknowledgement === null
      ? []
      : [`acknowledged ${moment(acknowledgement.at, now)}, ${byWhom(acknowledgement)}`]),
  ];
}

function byWhom({ author, comment }: Measure): string {
  return `by ${plain(author)}${comment === '' ? '' : `: ${plain(comment)}`}`;
}
