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

/** The process that keeps this one alive. */
export function keeperOf(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  return environment[VARIABLE] === undefined ? undefined : process.ppid;
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

/** What goes over the channel: the keeper asks for a sign of life and to read the configuration again, the monitor gives signs. */
export const KEEPER_ASKS = 'sign-of-life';
export const KEEPER_RELOADS = 'reload';
const SIGN = 'alive';

export function isSignOfLife(message: unknown): boolean {
  return message === SIGN;
}

/** From the first sign on, which is for when the monitor runs, the keeper ends a monitor that gives none. */
export function giveSignOfLife(environment: Readonly<Record<string, string | undefined>>): void {
  // Fails only when the keeper is gone, which is told otherwise.
  if (environment[VARIABLE] !== undefined) process.send?.(SIGN, undefined, undefined, () => {});
}

export function onKeeperMessage(
  environment: Readonly<Record<string, string | undefined>>,
  reload: () => void,
): void {
  if (environment[VARIABLE] === undefined) return;
  process.on('message', (message) => {
    if (message === KEEPER_ASKS) giveSignOfLife(environment);
    if (message === KEEPER_RELOADS) reload();
  });
  process.channel?.unref();
}
