import { hashOf, type Place } from '../../shared/protocol/desktop.ts';
import { err, ok } from '../../shared/lib/result.ts';
import type { Page } from '../store/page.ts';
import { faviconOf } from './favicon.ts';
import { isRecord } from './inert.ts';
import { pageAddress } from './page-address.ts';

const ROUTE = /^#\/services\/([^/]+)$/;

/**
 * How many entries of the browser's history were made by opening services since another place was shown; `null` when the
 * page began with this service, so that nothing of ours lies below. Each entry keeps its own number.
 */
let opened: number | null = 0;
let readPlace: (change?: HashChangeEvent) => void = () => {};

export const browserPage: Page = {
  now: () => Date.now(),

  onTick: (listener) => {
    const timer = setInterval(listener, 1000);
    return () => clearInterval(timer);
  },

  /** Calls back at once, then at each change of the address. */
  onRoute: (listener) => {
    readPlace = (change) => {
      const place = placeOf(location.hash);
      opened = openedBefore(history.state, () => {
        if (place.kind !== 'service') return 0;
        return change === undefined || opened === null ? null : opened + 1;
      });
      history.replaceState({ opened }, '');
      listener(place);
    };
    readPlace();
    window.addEventListener('hashchange', readPlace);
    return () => window.removeEventListener('hashchange', readPlace);
  },

  open: (place) => {
    location.hash = hashOf(place);
  },

  leaveService: () => {
    if (opened !== null && opened > 0) return history.go(-opened);
    history.replaceState({ opened: 0 }, '', hashOf({ kind: 'services' }));
    readPlace();
  },

  show: ({ status, headline }) => {
    const title = `${headline} – Bellwether`;
    if (document.title !== title) document.title = title;
    const icon = document.querySelector('link[rel="icon"]');
    const href = faviconOf(status);
    if (icon?.getAttribute('href') !== href) icon?.setAttribute('href', href);
  },

  reload: () => location.reload(),

  readNotices: async () => {
    try {
      const response = await fetch(`${pageAddress(location.href)}/third-party-notices.txt`);
      if (response.ok) return ok(await response.text());
    } catch {
      // Nobody answers: said as any other answer that is none.
    }
    return err({ code: 'unavailable', message: 'the notices cannot be read right now' });
  },

  copy: async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return ok(undefined);
    } catch {
      return err({ code: 'unavailable', message: 'the browser keeps the clipboard from this page' });
    }
  },
};

/** What an entry of the history has noted, or what it is to note on its first visit. */
function openedBefore(noted: unknown, first: () => number | null): number | null {
  if (!isRecord(noted) || !('opened' in noted)) return first();
  return typeof noted['opened'] === 'number' ? noted['opened'] : null;
}

function placeOf(hash: string): Place {
  for (const kind of ['settings', 'about'] as const) if (hash === hashOf({ kind })) return { kind };
  const written = ROUTE.exec(hash)?.[1];
  if (written === undefined) return { kind: 'services' };
  try {
    return { kind: 'service', id: decodeURIComponent(written) };
  } catch {
    return { kind: 'service', id: written };
  }
}
