import { faviconOf } from './favicon.ts';
import type { Page } from '../store/page.ts';

const ROUTE = /^#\/services\/([^/]+)$/;

export const browserPage: Page = {
  now: () => Date.now(),

  onTick: (listener) => {
    const timer = setInterval(listener, 1000);
    return () => clearInterval(timer);
  },

  /** Calls back at once, then at each change of the address. */
  onRoute: (listener) => {
    const read = () => listener(serviceOf(location.hash));
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  },

  leaveService: () => {
    location.hash = '#/';
  },

  show: ({ status, headline }) => {
    const title = `${headline} – Bellwether`;
    if (document.title !== title) document.title = title;
    const icon = document.querySelector('link[rel="icon"]');
    const href = faviconOf(status);
    if (icon?.getAttribute('href') !== href) icon?.setAttribute('href', href);
  },

  reload: () => location.reload(),
};

function serviceOf(hash: string): string | null {
  const written = ROUTE.exec(hash)?.[1];
  if (written === undefined) return null;
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}
