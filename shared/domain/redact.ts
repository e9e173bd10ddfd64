import { hideKnown, knownSecrets, type KnownSecrets } from '../lib/known-secrets.ts';
import { isSecretName } from '../lib/secret-names.ts';
import { MASK } from '../lib/secret-shapes.ts';
import { literalSecrets, maskUrl } from '../lib/secret-urls.ts';
import { hideSecrets } from '../lib/secrets.ts';
import type { Service } from './service.ts';

/* What a service answered may hold secrets: ours, sent back to us, and its own. Nothing here needs the text to be whole. */

type Watched = Pick<Service, 'probe' | 'secrets'>;

/** Those of the references are the same list for all services: it is made ready once. */
const prepared = new WeakMap<readonly string[], KnownSecrets>();

/** What the configuration keeps secret, ready to be looked for. */
export function secretsToHide(service: Watched): readonly KnownSecrets[] {
  const shared = prepared.get(service.secrets) ?? knownSecrets(service.secrets);
  prepared.set(service.secrets, shared);
  return [shared, knownSecrets(ownSecrets(service))];
}

/** The same as words. */
export function secretsOf(service: Watched): readonly string[] {
  return [...service.secrets, ...ownSecrets(service)].filter((secret) => secret.length > 3);
}

function ownSecrets({ probe }: Watched): readonly string[] {
  return probe.kind === 'tcp' ? [] : [...secretHeaders(probe.headers), ...literalSecrets(probe.url)];
}

function secretHeaders(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers)
    .filter(([name]) => isSecretName(name))
    .flatMap(([, value]) => [value, value.replace(/^\w+ +/, '')]);
}

/** `cut`: the text may end in the middle of a secret. */
export function redactText(text: string, known: readonly KnownSecrets[], cut = false): string {
  return hideSecrets(hideKnown(text, known, cut), cut);
}

export function redactHeader(
  name: string,
  value: string,
  known: readonly KnownSecrets[],
  cut = false,
): string {
  if (isSecretName(name)) return MASK;
  const plain = hideKnown(value, known, cut);
  const shown = hideSecrets(/^(?:[a-z][a-z0-9+.-]{0,30}:\/)?\//i.test(plain) ? maskUrl(plain) : plain, cut);
  return /authenticat/i.test(name) ? redactChallenge(shown) : shown;
}

export function redactUrl(url: string, known: readonly KnownSecrets[], cut = false): string {
  return hideSecrets(maskUrl(hideKnown(url, known, cut)), cut);
}

/** Of an authentication header only what a person has to know stays: the scheme and what it asks for. */
function redactChallenge(value: string): string {
  return value
    .replace(/^(\w+) +[\w.~+/-]{8,}=*$/, `$1 ${MASK}`)
    .replace(/(?<!\w)(\w{1,60})\s{0,5}=\s{0,5}("[^"]*"?|[^\s,]+)/g, (whole, name: string) =>
      /^(?:realm|error|algorithm|qop|charset|stale|scope)$/i.test(name) ? whole : `${name}=${MASK}`,
    );
}
