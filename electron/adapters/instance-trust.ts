import { X509Certificate } from 'node:crypto';
import type { PeerCertificate, SecureContextOptions } from 'node:tls';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { readText } from './read-text.ts';

const MAX_BYTES = 1024 * 1024;

/** What OpenSSL says of a certificate that nobody has named to it. */
const STRANGE = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

/** For connections over TLS. */
export interface Trust {
  readonly options: SecureContextOptions & {
    checkServerIdentity(this: void, host: string, shown: PeerCertificate): Error | undefined;
  };
  /** What went wrong with a connection, in a sentence without a full stop. */
  explain(this: void, error: Error): string;
}

/**
 * Trusts nobody but who shows the certificate in `file`: an instance is asked by an address of loopback, which hardly any
 * certificate is for, and its issuer may be known to browsers only.
 */
export function trustIn(file: string): Result<Trust, string> {
  const text = readText(file, MAX_BYTES);
  if (!text.ok) return err(`its certificate ${file} cannot be read: ${text.error}`);
  if (text.value === null) return err(`its certificate ${file} is no longer there`);
  const own = fingerprintOf(text.value);
  if (own === null) return err(`its certificate ${file} is not in PEM form`);
  const strange = `it does not show the certificate in ${file}; was that file just replaced?`;
  return ok({
    options: {
      ca: text.value,
      allowPartialTrustChain: true,
      minVersion: 'TLSv1.2',
      checkServerIdentity: (_, { fingerprint256 }) =>
        fingerprint256 === own ? undefined : new Error(strange),
    },
    explain: (error) => {
      const code = 'code' in error ? String(error.code) : '';
      if (code === 'CERT_HAS_EXPIRED') return `its certificate ${file} has expired; renew it`;
      return STRANGE.has(code) ? strange : error.message;
    },
  });
}

function fingerprintOf(pem: string): string | null {
  try {
    return new X509Certificate(pem).fingerprint256;
  } catch {
    return null;
  }
}
