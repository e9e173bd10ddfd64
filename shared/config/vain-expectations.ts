import { isFollowed } from '../domain/expectations.ts';
import type { StatusRange } from '../domain/service.ts';
import type { ConfigFault } from './config.ts';
import type { Path, Places } from './places.ts';
import type { ConfigDocument } from './schema.ts';

type Http = NonNullable<ConfigDocument['services'][number]['http']>;

/** Members that are right by themselves, and together ask for an answer that never comes, or have no effect. */
export function vainExpectations(document: ConfigDocument, places: Places): readonly ConfigFault[] {
  return document.services.flatMap(({ http }, index) => {
    if (http === undefined) return [];
    const path = ['services', index, 'http'];
    return [
      ...followedAway(http, path, places),
      ...withoutBody(http, path, places),
      ...idleHosts(http, path, places),
      ...idleTls(http, path, places),
    ];
  });
}

function followedAway({ expectStatus, followRedirects }: Http, path: Path, places: Places) {
  if (mostRedirects(followRedirects) === 0) return [];
  const followed = statusesOf(expectStatus).filter(isFollowed);
  const expectsSuccess = statusesOf(expectStatus).some((status) => status < 300);
  if (followed.length === 0 || expectsSuccess) return [];
  const message = `a redirect is followed, and the answer at its end is judged, so ${anyOf(followed)} does not count; to expect the redirect itself, add \`followRedirects: 0\``;
  return [places.fault([...path, 'expectStatus'], message)];
}

function withoutBody(http: Http, path: Path, places: Places) {
  const statuses = statusesOf(http.expectStatus);
  if (!statuses.every((status) => BODILESS.has(status))) return [];
  return (['expectBody', 'expectJson'] as const)
    .filter((key) => http[key] !== null)
    .map((key) =>
      places.faultAtKey(
        [...path, key],
        `an answer with ${anyOf(statuses)} has no body; leave \`${key}\` out, or expect another status`,
      ),
    );
}

function idleHosts({ followRedirects }: Http, path: Path, places: Places) {
  if (typeof followRedirects === 'number' || followRedirects.most > 0) return [];
  const message = 'this has no effect: with `most: 0` no redirect is followed';
  return [places.faultAtKey([...path, 'followRedirects', 'hosts'], message)];
}

/** A redirect from http to https is not followed. */
function idleTls({ url, tls }: Http, path: Path, places: Places) {
  if (!/^http:/i.test(url) || (tls.verify && tls.caFile === null)) return [];
  return [places.faultAtKey([...path, 'tls'], 'this has no effect: the url is http, not https')];
}

/** RFC 9110. */
const BODILESS: ReadonlySet<number> = new Set([204, 205, 304]);

function mostRedirects(followRedirects: Http['followRedirects']): number {
  return typeof followRedirects === 'number' ? followRedirects : followRedirects.most;
}

function statusesOf(ranges: readonly StatusRange[]): readonly number[] {
  return ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
}

function anyOf(statuses: readonly number[]): string {
  return [...new Set(statuses)].join(' or ');
}
