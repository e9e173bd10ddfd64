import type { ServerSettings } from '../../shared/config/config.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { linkWith, type Role } from '../../shared/protocol/access.ts';
import type { SharingView } from '../../shared/protocol/desktop.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import { sharedLinks, sharingOf } from '../adapters/shared-links.ts';
import { tellOfFaults, type TokenFolder } from '../adapters/token-folder.ts';
import type { Cancel, Clock } from '../ports.ts';
import type { Engine } from '../engine/engine.ts';
import type { ServingPage } from './publish-page.ts';
import type { PreferencesFile } from './preferences.ts';

/** As on the command line: for those who look. */
const FIRST_TOKEN = 'team';

export interface SharePageParts {
  readonly configured: ServerSettings;
  readonly preferences: PreferencesFile;
  readonly tokens: TokenFolder;
  readonly clock: Clock;
  readonly notices: Engine['notices'];
  /** `null` while the page is not served. */
  server(this: void): ServingPage | null;
  republish(this: void): void;
  refresh(this: void): void;
}

export interface SharePage {
  settings(): ServerSettings;
  /** The settings file shares it. */
  readonly given: boolean;
  view(): SharingView;
  set(on: boolean): Result<void, RequestFault>;
  create(name: string, role: Role): Result<void, RequestFault>;
  revoke(name: string): Result<void, RequestFault>;
  /** The secret of the last token is no longer shown. */
  forgetSecret(): void;
  close: Cancel;
}

/** Whether other machines reach the page, and who comes in. */
export function sharePage(parts: SharePageParts): SharePage {
  const { configured, preferences, tokens, clock, notices, refresh } = parts;
  /** The token that was made last: nothing else on this machine knows its secret. */
  let fresh: { readonly name: string; readonly secret: string } | null = null;

  function settings(): ServerSettings {
    return { ...configured, share: configured.share || preferences.get().share };
  }

  function view(): SharingView {
    const server = parts.server();
    const sharing = server && sharingOf(settings(), server.address);
    const { urls, none } =
      sharing === null ? { urls: [], none: null } : sharedLinks(sharing, server?.port ?? 0);
    return {
      encrypted: configured.tls !== null,
      on: settings().share,
      given: configured.share,
      urls,
      noLink: none,
      tokens: tokens.list(),
      fresh: fresh && { name: fresh.name, links: linksTo(fresh.secret, urls) },
    };
  }

  function create(name: string, role: Role): Result<void, RequestFault> {
    const created = tokens.create(name, role, clock.wallNow());
    if (!created.ok) return unavailable(created.error);
    fresh = { name, secret: created.value };
    refresh();
    return ok(undefined);
  }

  function set(on: boolean): Result<void, RequestFault> {
    if (configured.share) return unavailable('the settings file shares the page; it is switched off there');
    const kept = preferences.set({ share: on });
    parts.republish();
    if (!on) fresh = null;
    const first = on && tokens.list().length === 0 ? create(FIRST_TOKEN, 'viewer') : ok(undefined);
    refresh();
    return kept.ok ? first : unavailable(kept.error.message);
  }

  function revoke(name: string): Result<void, RequestFault> {
    const revoked = tokens.revoke(name);
    if (fresh?.name === name) fresh = null;
    refresh();
    return revoked.ok ? ok(undefined) : unavailable(revoked.error);
  }

  const stopTelling = tellOfFaults(tokens, clock, notices);
  // The command line makes and revokes tokens, too.
  const stopWatching = tokens.watch(clock, refresh);
  return {
    settings,
    given: configured.share,
    view,
    set,
    create,
    revoke,
    forgetSecret: () => {
      fresh = null;
      refresh();
    },
    close: () => {
      stopTelling();
      stopWatching();
    },
  };
}

function linksTo(secret: string, urls: readonly string[]): readonly string[] {
  return urls.map((url) => linkWith(secret, url));
}

function unavailable(message: string): { readonly ok: false; readonly error: RequestFault } {
  return err({ code: 'unavailable', message });
}
