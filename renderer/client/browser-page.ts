import { hashOf, type Place } from '../../shared/protocol/desktop.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { Page } from '../store/page.ts';
import { faviconOf } from './favicon.ts';

const ROUTE = /^#\/services\/([^/]+)$/;

export const browserPage: Page = {
  now: () => Date.now(),

  onTick: (listener) => {
    const timer = setInterval(listener, 1000);
    return () => clearInterval(timer);
  },

  /** Calls back at once, then at each change of the address. */
  onRoute: (listener) => {
    const read = () => listener(placeOf(location.hash));
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  },

  open: (place) => {
    location.hash = hashOf(place);
  },

  show: ({ status, headline }) => {
    const title = `${headline} – Bellwether`;
    if (document.title !== title) document.title = title;
    const icon = document.querySelector('link[rel="icon"]');
    const href = faviconOf(status);
    if (icon?.getAttribute('href') !== href) icon?.setAttribute('href', href);
  },

  reload: () => location.reload(),

  copy: async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return ok(undefined);
    } catch {
      return err({ code: 'unavailable', message: 'the browser keeps the clipboard from this page' });
    }
  },
};

function placeOf(hash: string): Place {
  if (hash === hashOf({ kind: 'settings' })) return { kind: 'settings' };
  const written = ROUTE.exec(hash)?.[1];
  if (written === undefined) return { kind: 'services' };
  try {
    return { kind: 'service', id: decodeURIComponent(written) };
  } catch {
    return { kind: 'service', id: written };
  }
}
