import { describe, expect, it } from 'vitest';
import { alertView, downService, serviceView, snapshot } from '../fixtures/page-fleet.ts';
import { pageWindows } from '../fixtures/page-window.ts';

const { openWindow, openBrowser } = pageWindows();

const AT = Date.now();
const TROUBLE = snapshot(
  AT,
  [downService(AT, { id: 'orders', name: 'Orders' }), serviceView(AT, { id: 'mail', name: 'Mail' })],
  { alerts: [alertView(AT)] },
);

describe('the first run', () => {
  it('asks what to watch, and makes room for the dashboard once that is chosen', async () => {
    const { page, bridge, complaints } = await openWindow({
      known: snapshot(AT, []),
      desktop: { firstRun: true },
    });
    await page.getByRole('heading', { name: 'Welcome to Bellwether' }).waitFor();
    expect(await page.getByRole('button').allTextContents()).toEqual([
      expect.stringMatching(/^Watch PyAirtableIts nine services/),
      expect.stringMatching(/^Import a file/),
      expect.stringMatching(/^Start empty/),
    ]);
    const login = page.getByRole('checkbox', { name: 'Start at login' });
    expect(await login.isChecked()).toBe(false);
    await login.check();
    await page.getByRole('button', { name: 'Start empty' }).click();
    await page.getByRole('heading', { name: 'Add the first service' }).waitFor();
    expect(await page.locator('.message-box pre').textContent()).toBe(
      '/home/ann/.config/Bellwether/config.json',
    );
    expect(bridge.asked).toEqual([
      { type: 'set-start-at-login', on: true },
      { type: 'set-up', choice: 'empty' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('shows every fault of an import, and stays', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE, desktop: { firstRun: true } });
    const message = 'watch.yaml:4:3 services[0].http: expected a URL\nwatch.yaml:9:1 unknown key "rule"';
    bridge.refuse('set-up', { code: 'invalid', message });
    await page.getByRole('button', { name: 'Import a file' }).click();
    expect(await page.getByRole('alert').locator('pre').textContent()).toBe(message);
    expect(await page.getByRole('button', { name: 'Import a file' }).count()).toBe(1);
  });

  it('stays without a word when the person chose no file', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE, desktop: { firstRun: true } });
    const button = page.getByRole('button', { name: 'Import a file', disabled: false });
    await button.click();
    await button.waitFor();
    expect(bridge.asked).toEqual([{ type: 'set-up', choice: 'import' }]);
    expect(await page.locator('.first-fault').count()).toBe(0);
  });
});

describe('the settings', () => {
  it('are reached from the page, and left again', async () => {
    const { page } = await openWindow({ known: TROUBLE });
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.getByRole('link', { name: 'Services', exact: true }).click();
    await page.getByText('1 of 2 services down').waitFor();
    expect(new URL(page.url()).hash).toBe('#/');
  });

  it('show what the desktop says, and ask it for what a person wants', async () => {
    const { page, bridge, complaints } = await openWindow({ known: TROUBLE, hash: '#/settings' });
    await page.getByRole('checkbox', { name: 'Start at login' }).check();
    await page.getByRole('checkbox', { name: 'Play a sound' }).uncheck();
    await page.getByRole('radio', { name: /^Dark/ }).check();
    for (const name of [
      /^Open/,
      /^Copy/,
      'Show the settings file',
      'Show the data folder',
      'Show the logs',
    ]) {
      await page.getByRole('button', { name }).click();
    }
    await page.getByRole('button', { name: 'Quit Bellwether' }).click();
    await page.getByText('Bellwether quits.').waitFor({ state: 'attached' });
    expect(bridge.asked).toEqual([
      { type: 'set-start-at-login', on: true },
      { type: 'set-sound', on: false },
      { type: 'set-tray-style', style: 'dark' },
      { type: 'open-in-browser' },
      { type: 'copy-link' },
      { type: 'show-file', file: 'settings' },
      { type: 'show-file', file: 'data' },
      { type: 'show-file', file: 'logs' },
      { type: 'quit' },
    ]);
    expect(complaints).toEqual([]);
  });

  it('say whether a test notification was shown, and why not', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE, hash: '#/settings' });
    const button = page.getByRole('button', { name: 'Send a test notification' });
    await button.click();
    await page.getByText('The system has shown it.').waitFor();
    bridge.refuse('test-notification', {
      code: 'unavailable',
      message: 'this system shows no notifications',
    });
    await button.click();
    expect(await page.getByRole('alert').filter({ hasText: /\S/ }).textContent()).toBe(
      'This system shows no notifications.',
    );
    await bridge.changeDesktop({ notifications: { supported: true, fault: 'the daemon is gone' } });
    await page.getByText('The daemon is gone.').waitFor();
  });

  it('share on the network, make a link for somebody and revoke it', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE, hash: '#/settings' });
    const setting = page.getByRole('region', { name: 'On the network' });
    await setting.getByText('Nothing is encrypted on the way').waitFor();
    await setting.getByRole('checkbox', { name: 'Share on the network' }).click();
    await setting.getByText('Nobody has a link yet.').waitFor();
    const name = setting.getByLabel('Name');
    await name.fill('Ann!');
    await name.press('Enter');
    await setting.getByText('A name is at most 40 small letters').waitFor();
    await name.fill('ann');
    await setting.getByRole('radio', { name: 'Operator' }).click();
    await setting.getByRole('button', { name: 'Make a link' }).click();
    await setting.getByText('Copy it now: it is not shown again.').waitFor();
    await setting.getByRole('button', { name: 'Copy' }).click();
    await setting.getByText('Copied.').waitFor();
    await setting.getByRole('button', { name: 'Revoke ann' }).click();
    await setting.getByText('Nobody has a link yet.').waitFor();
    expect(bridge.asked).toEqual([
      { type: 'set-share', on: true },
      { type: 'create-token', name: 'ann', role: 'operator' },
      { type: 'copy-text', text: 'http://192.0.2.7:9999/#token=secret-of-ann' },
      { type: 'revoke-token', name: 'ann' },
    ]);
    const shared = {
      encrypted: true,
      on: true,
      given: false,
      urls: [],
      noLink: null,
      tokens: [],
      fresh: null,
    };
    await bridge.changeDesktop({ sharing: shared });
    await setting.getByText('What goes over the network is encrypted.').waitFor();
    await bridge.changeDesktop({ sharing: { ...shared, given: true } });
    await setting.getByText('The settings file shares this page').waitFor();
    expect(await setting.getByRole('checkbox').count()).toBe(0);
  });

  it('keep the box as it was when the desktop refuses', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE, hash: '#/settings' });
    bridge.refuse('set-start-at-login', {
      code: 'unavailable',
      message: 'the autostart folder is read-only',
    });
    const box = page.getByRole('checkbox', { name: 'Start at login' });
    await box.click();
    await page.getByText('The autostart folder is read-only.').waitFor();
    expect(await box.isChecked()).toBe(false);
  });

  it('tell what is special here', async () => {
    const { page, bridge } = await openWindow({
      known: TROUBLE,
      hash: '#/settings',
      desktop: {
        platform: 'darwin',
        settingsGiven: true,
        url: null,
        update: { version: '9.1.0', url: 'https://example.com/bellwether' },
      },
    });
    await page.getByText('The settings file was given when Bellwether was started.').waitFor();
    await page.getByText('The page is not published for browsers right now').waitFor();
    expect(await page.getByRole('radio').count()).toBe(0);
    const update = page.getByRole('main').getByRole('link', { name: 'Version 9.1.0 is available' });
    expect(await update.getAttribute('href')).toBe('https://example.com/bellwether');
    expect(await update.getAttribute('target')).toBe('_blank');
    const noTray = 'no program on this desktop shows tray icons';
    await bridge.changeDesktop({ platform: 'linux', noTray });
    const tray = page.getByRole('region', { name: 'Tray icon' });
    await tray.getByText('No program on this desktop shows tray icons.').waitFor();
    await bridge.changeDesktop({ startTrouble: 'macOS waits for your approval.' });
    const start = page.getByRole('region', { name: 'Start', exact: true });
    await start.getByText('macOS waits for your approval.').waitFor();
  });

  it('asks anew what the system may have changed when it is shown, and when the window comes to the front', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    const asked = bridge.resyncs;
    await page.evaluate(() => (location.hash = '#/settings'));
    await page.getByRole('heading', { name: 'Settings' }).waitFor();
    await expect.poll(() => bridge.resyncs).toBe(asked + 1);
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    await expect.poll(() => bridge.resyncs).toBe(asked + 2);
    await page.evaluate(() => (location.hash = '#/'));
    await page.getByRole('heading', { name: 'Settings' }).waitFor({ state: 'detached' });
    await page.evaluate(() => window.dispatchEvent(new Event('focus')));
    expect(bridge.resyncs).toBe(asked + 2);
  });
});

describe('About', () => {
  it('is reached from every page, and shows the licences of what is bundled and of Electron', async () => {
    const { page, complaints } = await openWindow({ known: TROUBLE, hash: '#/settings' });
    await page.getByRole('main').getByRole('link', { name: 'About and licences' }).click();
    await page.getByRole('heading', { name: 'About Bellwether' }).waitFor();
    const notices = page.getByRole('region', { name: 'Third-party notices' });
    await notices.getByText('react@19.3.1 (MIT)').waitFor();
    expect(await notices.textContent()).toContain('LICENSES.chromium.html');
    await page.getByRole('main').getByRole('link', { name: 'Services' }).click();
    await page.getByRole('contentinfo').getByRole('link', { name: 'About and licences' }).click();
    await page.getByRole('heading', { name: 'About Bellwether' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('says so when the notices cannot be read', async () => {
    const { page } = await openBrowser({ known: TROUBLE });
    await page.route('**/third-party-notices.txt', (route) => route.fulfill({ status: 503 }));
    await page.getByRole('link', { name: 'About and licences' }).click();
    await page.getByText('The notices cannot be read right now.').waitFor();
    expect(await page.getByRole('region', { name: 'Texts of the licences' }).count()).toBe(0);
  });
});

describe('what comes from elsewhere', () => {
  it('opens the place that was clicked', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    await bridge.send({ type: 'open', place: { kind: 'settings' } });
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor();
    await bridge.send({ type: 'open', place: { kind: 'service', id: 'orders' } });
    await page.getByRole('dialog', { name: 'Orders' }).waitFor();
    expect(new URL(page.url()).hash).toBe('#/services/orders');
    await bridge.send({ type: 'open', place: { kind: 'services' } });
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  it('shows notifications that the system could not show, also beside an open panel', async () => {
    const { page, bridge } = await openWindow({ known: TROUBLE });
    const told = {
      id: 'n1',
      at: AT,
      rule: 'service-down',
      service: 'orders',
      severity: 'critical',
      reason: 'fired',
      title: 'Orders is down',
      body: 'Nothing is listening.',
      notifier: 'desktop',
      delivered: false,
      clockWrong: false,
    } as const;
    const slow = { ...told, id: 'n2', service: 'mail', severity: 'warning', title: 'Mail is slow' } as const;
    await bridge.change({ notifications: [{ ...told, delivered: true }] });
    await bridge.change({ notifications: [slow, told] });
    const toasts = page.getByRole('region', { name: 'Notifications' });
    await toasts.getByText('Orders is down').first().waitFor();
    expect(await toasts.getByRole('alert').textContent()).toContain(
      'Orders is downNothing is listening.The system could not show this notification.',
    );
    expect(await toasts.getByRole('status').textContent()).toContain('Mail is slow');
    await toasts.getByRole('link', { name: 'Orders is down' }).click();
    await page.getByRole('dialog', { name: 'Orders' }).waitFor();
    await toasts.getByRole('button', { name: 'Dismiss: Orders is down' }).click();
    expect(await page.locator('.toast').count()).toBe(1);
    await toasts.getByRole('button', { name: 'Dismiss: Mail is slow' }).click();
    expect(await page.locator('.toast').count()).toBe(0);
  });
});
