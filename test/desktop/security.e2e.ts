import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Fleet } from './pretend-fleet.ts';
import { startDesktop, type RunningDesktop } from './start-desktop.ts';
import { clickOn, ELSEWHERE, WAYS_OUT } from './ways-out.ts';

/* The twenty items of Electron's security tutorial, each by its number there. */

const root = join(import.meta.dirname, '..', '..');
let fleet: Fleet;
let desktop: RunningDesktop;
beforeAll(async () => {
  fleet = await new Fleet('orders').listen();
  desktop = startDesktop({ config: fleet.config() });
  await desktop.sees('The service is up');
});
afterAll(async () => {
  await desktop.kill();
  await fleet.close();
  desktop.home.remove();
});

async function preferences(): Promise<Readonly<Record<string, unknown>>> {
  return (await desktop.report()).windows[0]?.webPreferences ?? {};
}

const evaluate = (code: string) => desktop.tell({ do: 'evaluate', code });

function productText(): string {
  const folder = join(root, 'electron');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}

describe("Electron's security list", () => {
  it('1: only our own scheme is loaded, never the server on 9999', async () => {
    const loads = (await desktop.report()).calls.filter((call) => call.startsWith('loadURL'));
    expect(loads).toEqual(['loadURL app://dashboard/#/']);
  });

  it('2: no Node in the page', async () => {
    expect(await preferences()).toMatchObject({ nodeIntegration: false });
    expect(await evaluate('typeof require + typeof process + typeof Buffer')).toBe(
      'undefinedundefinedundefined',
    );
  });

  it('3: the page is isolated from the preload script', async () => {
    expect(await preferences()).toMatchObject({ contextIsolation: true });
  });

  it('4: every page is sandboxed', async () => {
    expect(await preferences()).toMatchObject({ sandbox: true });
    expect((await desktop.report()).calls).toContain('app.enableSandbox');
  });

  it.each(['notifications', 'media', 'geolocation', 'clipboard-read', 'openExternal', 'usb', 'hid'])(
    '5: no page gets a permission: %s',
    async (permission) => {
      expect(await desktop.tell({ do: 'ask-permission', permission })).toEqual([false, false, false]);
    },
  );

  it.each(['hid-device', 'usb-device', 'serial-port', 'bluetooth-device', 'client-certificate'])(
    '5: nobody chooses for the page, so that Electron cancels what it asks for: %s',
    (what) => {
      expect(productText()).not.toContain(`select-${what}`);
    },
  );

  it('6, 8, 9, 10: nothing that weakens the web is ever set', () => {
    for (const word of [
      'webSecurity',
      'allowRunningInsecureContent',
      'experimentalFeatures',
      'enableBlinkFeatures',
      'nodeIntegrationInWorker',
      'bypassCSP',
    ])
      expect(productText()).not.toContain(word);
  });

  it('7: the policy of the page is enforced, Trusted Types and all', async () => {
    const inject = `(() => {
      try { document.body.innerHTML = '<img src=x onerror=alert(1)>'; return 'written'; }
      catch (error) { return error.name; }
    })()`;
    expect(await evaluate(inject)).toBe('TypeError');
    const policy = `(() => {
      try { trustedTypes.createPolicy('default', { createHTML: (text) => text }); return 'made'; }
      catch (error) { return error.name; }
    })()`;
    expect(await evaluate(policy)).toBe('TypeError');
    const foreign = `fetch('https://example.com/').then(() => 'sent', () => 'refused')`;
    expect(await evaluate(foreign)).toBe('refused');
    expect((await desktop.report()).strayRequests).toEqual([]);
  });

  it('11, 12: no webview, and one that is made all the same is not attached', async () => {
    expect(await preferences()).toMatchObject({ webviewTag: false });
    for (const src of ['https://evil.example/', 'app://dashboard/'])
      expect(await desktop.tell({ do: 'attach-webview', src })).toBe(true);
  });

  it.each(WAYS_OUT)('13: the page leads nowhere else: $how', async ({ code, refusal }) => {
    await evaluate(`(() => { ${code} })()`);
    const report = await desktop.until(
      ({ complaints }) => refusal.test(desktop.home.log() + complaints.join('\n')),
      `the refusal ${String(refusal)}`,
    );
    expect(report.windows.map(({ url }) => url)).toEqual(['app://dashboard/#/']);
    expect(report.strayRequests).toEqual([]);
    await desktop.sees('The service is up');
  });

  describe.each(['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)('13: %s', (event) => {
    it.each(ELSEWHERE)('is prevented to %s', async (url) => {
      for (const isMainFrame of [true, false])
        expect(await desktop.tell({ do: 'navigate', event, url, isMainFrame })).toBe(true);
    });

    it('lets the page be loaded again', async () => {
      const url = 'app://dashboard/';
      expect(await desktop.tell({ do: 'navigate', event, url, isMainFrame: true })).toBe(false);
    });
  });

  it('the page saves nothing to the disk', async () => {
    await evaluate(
      `(() => { ${clickOn('a', `href: URL.createObjectURL(new Blob(['x'])), download: 'x.sh'`)} })()`,
    );
    await desktop.until(() => desktop.home.log().includes('download refused'), 'the refusal');
    expect((await desktop.report()).calls.join()).not.toContain('downloaded');
  });

  it('14: a link that wants a window of its own gets none, wherever it leads', async () => {
    const before = (await desktop.report()).opened.length;
    await evaluate(`(() => { ${clickOn('a', `href: 'https://evil.example/own', target: '_blank'`)} })()`);
    await evaluate(`(() => { ${clickOn('a', `href: '/', target: '_blank'`)} })()`);
    for (const address of ['https://evil.example/own', 'app://dashboard/'])
      await desktop.until(
        () => desktop.home.log().includes(`"address":"${address}"`),
        `the refusal of ${address}`,
      );
    const { opened, windows, calls } = await desktop.report();
    expect(opened.length).toBe(before);
    expect(windows).toHaveLength(1);
    expect(calls.join()).not.toContain('a window opened');
  });

  it('14, 15: opens no window; a link goes to the browser of the person only when it is written in the configuration', async () => {
    await evaluate(`void window.open('https://evil.example/')`);
    await evaluate(`void window.open('https://example.com/orders')`);
    const report = await desktop.until(({ opened }) => opened.length > 0, 'the known link');
    expect(report.opened).toEqual(['https://example.com/orders']);
    expect(report.windows).toHaveLength(1);
  });

  it('16: Electron is pinned to one current version', () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      devDependencies: Record<string, string>;
    };
    expect(manifest.devDependencies['electron']).toMatch(/^45\.\d+\.\d+$/);
  });

  it('17: the main process listens in one place, and what libraries open beside it is shut', async () => {
    expect((await desktop.report()).channels).toEqual(['bellwether:request']);
  });

  it.each([
    ['another origin', 'https://evil.example/', false],
    ['our own server', 'http://localhost:9999/', false],
    ['an address that begins like ours', 'app://dashboard.evil/', false],
    ['a frame inside the page', 'app://dashboard/', true],
  ])('17: a message from %s is refused', async (_, url, sub) => {
    const message = { type: 'pause', until: null };
    expect(await desktop.tell({ do: 'forge-request', url, sub, message })).toMatchObject({ ok: false });
    expect((await desktop.tray()).icon).not.toContain('paused');
  });

  it.each([
    { type: 'silence', service: 'orders', until: 'forever' },
    { type: 'show-file', file: '/etc/passwd' },
    { type: 'service', id: { $ne: null } },
    { type: '__proto__' },
    ['quit'],
    'quit',
    null,
  ])('17: a message that is none of ours is refused: %j', async (message) => {
    const answer = await evaluate(`window.bellwether.request(${JSON.stringify(message)})`);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid' } });
  });

  it.each(['/../../package.json', '/%2e%2e/%2e%2e/package.json', '/assets/..%2f..%2fmain.js', '/%00'])(
    '18: the scheme serves no path of the disk: %s',
    async (path) => {
      const asked = `fetch(${JSON.stringify(path)}).then((answer) => answer.status, () => 'refused')`;
      expect([404, 403, 'refused']).toContain(await evaluate(asked));
    },
  );

  it('18: the scheme has no more privileges than a page needs', async () => {
    const { calls } = await desktop.report();
    const call = calls.find((name) => name.startsWith('protocol.registerSchemesAsPrivileged'));
    expect(call).toContain(
      JSON.stringify([
        {
          scheme: 'app',
          privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
        },
      ]),
    );
  });

  it('19: the fuses are set in the packages', () => {
    // What is read back from a package is in test/desktop-package.
    const builder = readFileSync(join(root, 'build', 'electron-builder.config.ts'), 'utf8');
    for (const fuse of [
      'runAsNode: false',
      'onlyLoadAppFromAsar: true',
      'enableNodeCliInspectArguments: false',
    ])
      expect(builder).toContain(fuse);
  });

  it('20: the bridge has two functions and hands over no event of Electron', async () => {
    expect(await evaluate('Object.keys(window.bellwether).sort().join()')).toBe('request,subscribe');
    expect(await evaluate('Object.isFrozen(window.bellwether)')).toBe(true);
    const code = `new Promise((resolve) => {
      const stop = window.bellwether.subscribe((...words) => { stop(); resolve(JSON.stringify(words)); });
    })`;
    expect(String(await evaluate(code))).not.toContain('the event of Electron');
  });

  it('the page complains of nothing but of what these tests did to it', async () => {
    const { complaints } = await desktop.report();
    expect(
      complaints.filter(
        (text) => !/Content Security Policy|Trusted|Failed to load resource|Not allowed|net::ERR/.test(text),
      ),
    ).toEqual([]);
  });
});
