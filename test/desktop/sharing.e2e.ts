import { describe, expect, it, onTestFinished } from 'vitest';
import { freshPage, startBrowser } from '../fixtures/page-browser.ts';
import { watched } from './fleet.ts';
import { DesktopHome, until } from './start-desktop.ts';

const NAME = 'monitor.lan';

describe('sharing on the network', () => {
  it(
    'begins in the tray: a link opens the page elsewhere, until its token is revoked or sharing ends',
    { timeout: 180_000 },
    async () => {
      const { fleet, desktop } = await watched(['orders'], {
        home: new DesktopHome(),
        words: ['--hidden'],
        // Shared as everywhere, but on this machine alone: what others would call it leads to loopback.
        server: { host: '127.0.0.1', names: [NAME] },
      });
      await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
      const address = `http://${NAME}:${fleet.page}/`;
      const browser = await startBrowser(`MAP ${NAME} 127.0.0.1`);
      onTestFinished(() => browser.close());
      const { page } = await freshPage(browser);
      expect((await page.goto(address))?.status()).toBe(421);

      await desktop.choose('Share on the network');
      await desktop.sees('Copy it now: it is not shown again.');
      const link = /http:\/\/monitor\.lan:\d+\/#token=[\w-]{32}/.exec(await desktop.text())?.[0] ?? '';
      await until(
        async () => (await page.goto(address))?.status(),
        (status) => status === 200,
        'the page under its name',
      );
      await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
      await page.goto(link);
      await page.getByRole('link', { name: 'ORDERS' }).first().waitFor();

      await desktop.tell({ do: 'click', selector: '.tokens .button' });
      await page.getByRole('heading', { name: 'Ask for a link' }).waitFor();
      await desktop.sees('Nobody has a link yet.');

      await desktop.choose('Share on the network');
      await until(
        async () => (await page.goto(address))?.status(),
        (status) => status === 421,
        'the page for this machine only',
      );
      expect(desktop.home.log()).not.toContain(link.slice(-32));
    },
  );
});
