/* Between `serve --keep-alive` and the monitor that it starts: a variable says how the last one died, a channel that closes says to end. */

const VARIABLE = 'BELLWETHER_KEPT_ALIVE';
const FIRST = 'first run';

/** How a run ended that nobody had asked to end. */
export interface Death {
  readonly at: number;
  /** Such as `exit code 1` or `signal SIGKILL`. */
  readonly how: string;
}

/** For the environment of a monitor that is kept alive. */
export function keeperEnvironment(death: Death | null): Readonly<Record<string, string>> {
  return { [VARIABLE]: death === null ? FIRST : `${death.at} ${death.how}` };
}

/** What ended the run before, when this one was started because of it. */
export function deathBefore(environment: Readonly<Record<string, string | undefined>>): Death | null {
  const [, at, how] = /^(\d{1,15}) (.{1,200})$/.exec(environment[VARIABLE] ?? '') ?? [];
  return at === undefined || how === undefined ? null : { at: Number(at), how };
}

/** Calls back when whoever keeps this process alive wants it to end, or is gone: an orphan would run for ever. */
export function onKeeperGone(
  environment: Readonly<Record<string, string | undefined>>,
  callback: () => void,
): void {
  if (environment[VARIABLE] === undefined) return;
  if (!process.connected) callback();
  process.once('disconnect', callback);
  process.channel?.unref();
}
