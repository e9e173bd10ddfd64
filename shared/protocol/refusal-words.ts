/* What is said of a refusal by the server and by its page alike: in one voice, so that nobody takes it for two troubles. */

export const WRONG_TOKEN = 'This token opens nothing here. Check it, or ask for a new one.';
/** A right one would have been let in. */
export const MANY_WRONG_TOKENS =
  'This token opens nothing here, like many before it from this address. Check it, or ask for a new one: a right token is let in at once.';
export const HEADERS_TOO_LONG =
  'The headers of this request are too many or too long. A browser sends the cookies of all programs on this host name: delete those, or use another name of this machine.';
export const PASS_ON_UPGRADE = 'A proxy in between has to pass on the headers Upgrade and Connection.';

/** `waitMs` is 0 when it is not known. */
export function tooManyRequests(waitMs: number): string {
  const wait = waitMs > 0 ? `in ${Math.ceil(waitMs / 1000)} s` : 'within a minute';
  return `Too many requests came from here. Close pages and programs that you do not need; the next request is answered ${wait}.`;
}
