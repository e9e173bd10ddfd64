import { hasReference } from './references.ts';

export const MASK = '***';

const SENSITIVE_NAME =
  /authorization|cookie|token|secret|password|passwd|signature|credential|apikey|passphrase|session|bearer|jwt|(^|[^a-z])(key|sig|auth|pwd|pass|sid)([^a-z]|$)/;
const QUERY_VALUE = /([?&;#])([^=?&;#]+)=([^&;#]*)/g;

/** Whether a header, query value or member of this name usually holds a secret. */
export function isSensitiveName(name: string): boolean {
  return SENSITIVE_NAME.test(name.replaceAll(/([a-z])([A-Z])/g, '$1-$2').toLowerCase());
}

/** A URL as written in the document, with the query values that are secrets hidden. */
export function maskUrl(url: string): string {
  return url.replaceAll(QUERY_VALUE, (whole, mark: string, name: string) =>
    isSensitiveName(decodeName(name)) ? `${mark}${name}=${MASK}` : whole,
  );
}

export function hasLiteralSecret(url: string): boolean {
  return [...url.matchAll(QUERY_VALUE)].some(
    ([, , name = '', value = '']) =>
      isSensitiveName(decodeName(name)) && value !== '' && !hasReference(value),
  );
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
