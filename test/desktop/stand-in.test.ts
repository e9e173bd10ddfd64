import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startDesktop, until, type DesktopHome, type RunningDesktop } from './start-desktop.ts';

/* The double of Electron, with a program made for it: what the other suites here rely on. */

const SMALL = fileURLToPath(new URL('./fixtures/small-main.ts', import.meta.url));
const EARLY = fileURLToPath(new URL('./fixtures/early-main.ts', import.meta.url));
const ASKS_TOO_MUCH = fileURLToPath(new URL('./fixtures/asks-too-much.ts', import.meta.url));

function start(words: readonly string[] = [], home?: DesktopHome): RunningDesktop {
  return startDesktop({ main: SMALL, words, ...(home === undefined ? {} : { home }) });
}

/** One that is gone with the test. */
async function started(...words: readonly string[]): Promise<RunningDesktop> {
  const desktop = start(words);
  onTestFinished(async () => {
    await desktop.kill();
    desktop.home.remove();
  });
  await desktop.sees('Small page');
  return desktop;
}

/** What it has said, as soon as this line is among it. */
function said(desktop: RunningDesktop, line: string): Promise<readonly string[]> {
  return until(
    () => Promise.resolve(desktop.output.trim().split('\n')),
    (lines) => lines.includes(line),
    `the line "${line}"`,
  );
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('the page in a window of the double', () => {
  let desktop: RunningDesktop;
  const evaluate = (code: string) => desktop.tell({ do: 'evaluate', code });
  const request = (message: string) => evaluate(`window.small.request(${message})`);

  beforeAll(async () => {
    desktop = start();
    await desktop.sees('Small page');
  });
  afterAll(async () => {
    await desktop.kill();
    desktop.home.remove();
  });

  it('comes from the handler of its scheme, status and headers included', async () => {
    const code = `fetch('/missing').then((answer) => [answer.status, answer.headers.get('x-asked')])`;
    expect(await evaluate(code)).toEqual([404, 'app://dashboard/missing']);
    expect((await desktop.report()).windows[0]?.url).toBe('app://dashboard/#/start');
  });

  it('reaches nothing else, and what it tried is on record', async () => {
    const code = `fetch('https://elsewhere.test/x').then(() => 'sent', () => 'refused')`;
    expect(await evaluate(code)).toBe('refused');
    expect((await desktop.report()).strayRequests).toEqual(['https://elsewhere.test/x']);
  });

  it('is under its policy: no script of its text, no text as markup', async () => {
    expect(await evaluate('document.title')).toBe('small');
    const inject = `(() => { try { document.body.innerHTML = '<i>'; return 'written'; } catch (error) { return error.name; } })()`;
    expect(await evaluate(inject)).toBe('TypeError');
    expect((await desktop.report()).complaints.join('\n')).toContain('Content Security Policy');
  });

  it('has a sandboxed preload script: Electron and nothing of Node', async () => {
    expect(await evaluate('window.small.outcome')).toContain('module not found: node:fs');
    expect(await evaluate('typeof require + typeof process')).toBe('undefinedundefined');
    expect(await evaluate('Object.isFrozen(window.small)')).toBe(true);
    const replace = `(() => { try { 'use strict'; window.small = {}; } catch {} return typeof window.small.request; })()`;
    expect(await evaluate(replace)).toBe('function');
  });

  it('gives and gets copies', async () => {
    expect(await request(`{ type: 'echo', word: { at: new Date(5), none: undefined, list: [1] } }`)).toEqual({
      at: new Date(5).toISOString(),
      list: [1],
    });
    const mutate = `window.small.request({ type: 'shared' }).then((got) => { got.numbers.push(3); return got.numbers.length; })`;
    expect(await evaluate(mutate)).toBe(3);
    expect(await request(`{ type: 'shared' }`)).toEqual({ numbers: [1, 2] });
  });

  it.each([
    ['a function in a request', `{ type: 'echo', word: () => 1 }`, /could not be cloned/],
    ['a function as an answer', `{ type: 'function' }`, /could not be cloned/],
    ['a handler that throws', `{ type: 'throw' }`, /'bellwether:request': RangeError: out of bounds/],
  ])('is refused %s', async (_, message, words) => {
    await expect(request(message)).rejects.toThrow(words);
  });

  it('hears what the main process sends, in order, until it stops listening', async () => {
    const code = `new Promise((resolve) => {
      const heard = [];
      const stop = window.small.subscribe((word) => { heard.push(word); if (heard.length === 2) { stop(); resolve(heard); } });
      void window.small.request({ type: 'tell' });
    })`;
    expect(await evaluate(code)).toEqual(['one', 'two']);
  });

  it('is named as the sender; what is inside it or elsewhere is not taken for it', async () => {
    expect(await request(`{ type: 'sender' }`)).toEqual({ url: 'app://dashboard/#/start', top: true });
    const forged = { type: 'sender' };
    const url = 'https://evil.example/';
    const answer = await desktop.tell({ do: 'forge-request', url, sub: true, message: forged });
    expect(answer).toEqual({ url, top: false });
  });

  it('has no bridge in a frame inside it', async () => {
    const code = `new Promise((resolve) => {
      const frame = document.createElement('iframe');
      frame.src = '/inside';
      frame.onload = () => resolve(typeof frame.contentWindow.small);
      document.body.append(frame);
    })`;
    expect(await evaluate(code)).toBe('undefined');
    await said(desktop, 'will-frame-navigate false app://dashboard/inside');
  });

  it('asks before it leaves and before it opens another', async () => {
    await evaluate(`void (location.href = 'https://elsewhere.test/away')`);
    const lines = await said(desktop, 'will-navigate https://elsewhere.test/away');
    expect(lines.at(-2)).toBe('will-frame-navigate true https://elsewhere.test/away');
    await evaluate(`void window.open('https://elsewhere.test/new')`);
    await said(desktop, 'window https://elsewhere.test/new');
    await desktop.sees('Small page');
  });

  it('is told by name what the double lacks', async () => {
    const report = (await request(`{ type: 'lacking' }`)) as readonly string[];
    const parts = [
      'app.hide',
      'tray.displayBalloon',
      'screen.getCursorScreenPoint',
      'net.resolveHost',
      'display.scaleFactor',
    ];
    expect(report).toEqual(
      parts.map((name) => `Error: the double of Electron has no ${name}: add it to test/desktop`),
    );
    await expect(evaluate('window.small.send()')).rejects.toThrow('has no ipcRenderer.send');
  });

  it('is refused what would hold the only thread on Linux', async () => {
    const report = await request(`{ type: 'blocking' }`);
    expect(report).toEqual(
      ['isSupported', 'show', 'close'].map(
        (call) => `Error: Notification.${call} waits for the notification service on the main thread`,
      ),
    );
  });

  it('comes back after a crash when the program reloads it', async () => {
    await desktop.tell({ do: 'crash-page' });
    await said(desktop, 'gone crashed');
    await desktop.sees('Small page');
    expect(await request(`{ type: 'sender' }`)).toMatchObject({ top: true });
  });
});

describe('the browser behind the windows', () => {
  it('ends with the last window, not before, and leaves no file', async () => {
    const desktop = await started();
    const pid = (await desktop.report()).browserPid ?? 0;
    expect(isAlive(pid)).toBe(true);
    await desktop.tell({ do: 'evaluate', code: `window.small.request({ type: 'open' })` });
    expect((await desktop.report()).windows).toHaveLength(2);
    await desktop.tell({ do: 'close-window' });
    await desktop.until(({ browserPid }) => browserPid === null, 'no browser');
    expect(isAlive(pid)).toBe(false);
    await until(
      () => Promise.resolve(readdirSync(desktop.home.temporary)),
      (names) => names.length === 0,
      'an empty folder for temporary files',
    );
  });
});

describe('the life of a program on the double', () => {
  it('hands a second start with its words and folder to the first, until that one has ended', async () => {
    const desktop = await started();
    const second = start(['--hidden', 'two words'], desktop.home);
    await once(second.child, 'exit');
    expect([second.child.exitCode, second.output]).toEqual([0, 'another one is there\n']);
    await said(desktop, `second --hidden two words in ${process.cwd()}`);
    await desktop.quit();
    const third = start([], desktop.home);
    onTestFinished(() => third.kill());
    await third.sees('Small page');
  });

  it('takes the place of one that was killed', async () => {
    const desktop = await started();
    await desktop.kill();
    const next = start([], desktop.home);
    onTestFinished(() => next.kill());
    await next.sees('Small page');
    expect(next.output).toBe('');
  });

  it("quits in Electron's order", async () => {
    const desktop = await started();
    expect(await desktop.quit()).toBe(0);
    const order = ['before-quit', 'close', 'closed', 'will-quit', 'quit'];
    expect(desktop.output.trim().split('\n')).toEqual(order);
  });

  it.each(['quit', 'window'])('goes on when the end is held back by the %s', async (name) => {
    const desktop = await started(`--hold-${name}`);
    await desktop.tell({ do: 'quit' });
    await said(desktop, `held ${name}`);
    await desktop.sees('Small page');
    expect(desktop.output).not.toContain('will-quit');
    expect(await desktop.quit()).toBe(0);
  });

  it.each(['win32', 'darwin'] as const)('takes itself for one on %s when it is told so', async (platform) => {
    const desktop = startDesktop({ main: SMALL, platform });
    onTestFinished(async () => {
      await desktop.kill();
      desktop.home.remove();
    });
    await desktop.sees('Small page');
    const code = `window.small.request({ type: 'platform' })`;
    expect(await desktop.tell({ do: 'evaluate', code })).toBe(platform);
  });

  it('may not do before Electron is ready what needs that, nor afterwards what has to come before', async () => {
    const desktop = startDesktop({ main: EARLY });
    await once(desktop.child, 'close');
    desktop.home.remove();
    const [early = '', ready, late = ''] = desktop.output.trim().split('\n');
    expect([ready, desktop.child.exitCode]).toEqual(['ready', 0]);
    const TOO_EARLY = 'dialog module can only be used after app is ready';
    const NO_SESSION = 'Session can only be received when app is ready';
    expect(JSON.parse(early)).toEqual({
      when: 'early',
      ready: false,
      Tray: 'Cannot create Tray before app is ready',
      BrowserWindow: 'Cannot create BrowserWindow before app is ready',
      Notification: 'Cannot create Notification before app is ready',
      screen: "The 'screen' module can't be used before the app 'ready' event",
      session: NO_SESSION,
      protocol: NO_SESSION,
      dialog: TOO_EARLY,
      open: TOO_EARLY,
      sandbox: 'done',
      scheme: 'done',
    });
    expect(JSON.parse(late)).toEqual({
      when: 'late',
      ready: true,
      ...Object.fromEntries(
        ['Tray', 'BrowserWindow', 'Notification', 'screen', 'session', 'protocol', 'dialog', 'open'].map(
          (name) => [name, 'done'],
        ),
      ),
      sandbox: 'app.enableSandbox() can only be called before app is ready',
      scheme: 'protocol.registerSchemesAsPrivileged should be called before app is ready',
    });
  });

  it('does not start when it needs a part that the double lacks, and says which', async () => {
    const desktop = startDesktop({ main: ASKS_TOO_MUCH });
    await once(desktop.child, 'exit');
    desktop.home.remove();
    expect(desktop.child.exitCode).toBe(1);
    expect(desktop.output).toContain("does not provide an export named 'inAppPurchase'");
  });
});
