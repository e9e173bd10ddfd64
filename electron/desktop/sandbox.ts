/** Who took the sandbox away in which Chromium keeps the window, and with what. */
export type SandboxLoss =
  | { readonly by: 'root' }
  | { readonly by: 'environment'; readonly variable: string }
  | { readonly by: 'launcher' }
  | { readonly by: 'word'; readonly word: string };

export interface SandboxFacts {
  /** Of Chromium's command line, into which Electron has put what its environment asks for. */
  readonly hasSwitch: (name: string) => boolean;
  /** Those that follow the program. */
  readonly words: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** `null` where users have no numbers. */
  readonly userId: number | null;
  /** Unpacked from an AppImage, whose launcher started it. */
  readonly fromAppImage: boolean;
  /** Whether a program of this user may make namespaces of its own, of which Chromium makes its sandbox on Linux. */
  readonly mayMakeNamespaces: () => boolean;
}

const OFF = 'no-sandbox';
/** Each leaves pages without the sandbox, or without the half of it that filters what they ask of the kernel. */
const SWITCHES = [OFF, 'single-process', 'disable-seccomp-filter-sandbox'];
/** Electron takes it for `--no-sandbox`. */
const VARIABLE = 'ELECTRON_DISABLE_SANDBOX';

/**
 * `null` where the sandbox is on. To be asked before `app.enableSandbox`, which takes `--no-sandbox` off Chromium's command line
 * (electron_api_app.cc) and brings back no sandbox to those processes that are there already.
 */
export function sandboxLoss(facts: SandboxFacts): SandboxLoss | null {
  const name = SWITCHES.find((each) => facts.hasSwitch(each));
  if (name === undefined) return null;
  // Electron does not start for root with a sandbox, so that this is the reason, whatever switched it off.
  if (facts.userId === 0) return { by: 'root' };
  const typed = facts.words.some((word) => new RegExp(`^(--?|/)${name}(=|$)`).test(word));
  if (name === OFF && !typed && facts.environment[VARIABLE] !== undefined)
    return { by: 'environment', variable: VARIABLE };
  // An AppImage's launcher puts it before all other words where `unshare` fails, and asks anew at each start.
  const first = facts.fromAppImage && facts.words[0] === `--${OFF}`;
  return first && !facts.mayMakeNamespaces() ? { by: 'launcher' } : { by: 'word', word: `--${name}` };
}

/** What a person has to know, and the way out. */
export function sandboxNotice(loss: SandboxLoss): string {
  return `Bellwether runs without the sandbox that keeps its window from the rest of this machine, ${wayOut(loss)}`;
}

function wayOut(loss: SandboxLoss): string {
  switch (loss.by) {
    case 'root':
      return 'because it runs as root: quit it, and start it as yourself.';
    case 'environment':
      return `because ${loss.variable} is set: quit it, and start it where that is not set.`;
    case 'launcher':
      return 'because this system keeps programs from making one, and its AppImage starts all the same: install the deb instead, which brings what a sandbox needs.';
    case 'word':
      return `because it was started with ${loss.word}: quit it, and start it without.`;
  }
}
