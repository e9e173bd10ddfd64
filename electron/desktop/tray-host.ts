import { execFile } from 'node:child_process';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const BUS = 'org.freedesktop.DBus';
const BUS_PATH = '/org/freedesktop/DBus';
const LIMIT_MS = 2000;

/** Three ways to ask the bus the same question; a desktop has at least one of them. */
const QUESTIONS = [
  `gdbus call --session --dest ${BUS} --object-path ${BUS_PATH} --method ${BUS}.NameHasOwner ${WATCHER}`,
  `dbus-send --session --print-reply=literal --dest=${BUS} ${BUS_PATH} ${BUS}.NameHasOwner string:${WATCHER}`,
  `busctl --user call ${BUS} ${BUS_PATH} ${BUS} NameHasOwner s ${WATCHER}`,
];

const NO_HOST =
  'No program of this desktop says that it shows tray icons (GNOME needs the AppIndicator extension), so closing the window minimises it.';
const NO_ANSWER =
  'Whether this desktop shows tray icons could not be found out (none of gdbus, dbus-send and busctl answers), so closing the window minimises it.';

interface Session {
  readonly platform: NodeJS.Platform;
  readonly environment: NodeJS.ProcessEnv;
}

/**
 * Whether there is a place for the tray's icon, which only Linux may lack: `null`, or one sentence why closing the
 * window will not leave Bellwether in the tray. It says nothing of bars that show icons of the older kind (XEmbed), which cannot
 * be asked: an icon is made for them all the same.
 */
export async function findTrayHost(
  { platform, environment }: Session = { platform: process.platform, environment: process.env },
  signal: AbortSignal = AbortSignal.timeout(LIMIT_MS),
): Promise<string | null> {
  if (platform !== 'linux') return null;
  if ((environment['DBUS_SESSION_BUS_ADDRESS'] ?? '') === '') return NO_HOST;
  for (const question of QUESTIONS) {
    const owned = yesOrNo(await outputOf(question, environment, signal));
    if (owned !== null) return owned ? null : NO_HOST;
  }
  return NO_ANSWER;
}

/** `(true,)`, `   boolean true` or `b true`. */
function yesOrNo(output: string): boolean | null {
  const [answer] = /\b(?:true|false)\b/.exec(output) ?? [];
  return answer === undefined ? null : answer === 'true';
}

/** Empty when the program is missing, fails or takes too long. */
function outputOf(command: string, env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string> {
  const [program = '', ...words] = command.split(' ');
  return new Promise((resolve) => {
    execFile(program, words, { env, signal, maxBuffer: 10_000 }, (error, stdout) => {
      resolve(error === null ? stdout : '');
    });
  });
}
