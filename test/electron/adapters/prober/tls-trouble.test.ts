import { expect, it } from 'vitest';
import { tlsTrouble } from '../../../../electron/adapters/prober/tls-trouble.ts';

/* What OpenSSL (Node) and BoringSSL (Electron) say of the same trouble is told in the same words. */

it.each([
  [
    'ERR_SSL_KEY_USAGE_BIT_INCORRECT',
    /^its certificate is not for signing .*make another .*\(key usage bit incorrect\)$/,
  ],
  ['ERR_SSL_ECC_CERT_NOT_FOR_SIGNING', /^its certificate is not for signing/],
  ['ERR_SSL_CANNOT_PARSE_LEAF_CERT', /^its certificate is not made as the standard says/],
  ['ERR_SSL_UNSUPPORTED_ELLIPTIC_CURVE', /^the key of its certificate .*RSA key of 2048 bits or a P-256 key/],
  ['ERR_SSL_EE_KEY_TOO_SMALL', /^the key of its certificate/],
  ['ERR_SSL_WRONG_SIGNATURE_TYPE', /^it signs in a way that is not taken any more/],
  ['ERR_SSL_NO_COMMON_SIGNATURE_ALGORITHMS', /^it signs in a way/],
  ['ERR_SSL_UNSUPPORTED_PROTOCOL', /^it speaks only versions of TLS before 1\.2/],
  [
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
    /^it speaks only versions of TLS before 1\.2.*\(protocol version\)$/,
  ],
  ['ERR_SSL_DH_KEY_TOO_SMALL', /^its key exchange by DHE is too weak/],
  ['ERR_SSL_TLSV1_UNRECOGNIZED_NAME', /^it has no certificate for that name/],
  ['ERR_SSL_TLSV1_ALERT_UNRECOGNIZED_NAME', /^it has no certificate for that name/],
  ['ERR_SSL_UNSAFE_LEGACY_RENEGOTIATION_DISABLED', /^its TLS lacks secure renegotiation/],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', /^it reports an error of its own/],
  ['ERR_SSL_EXCESSIVE_MESSAGE_SIZE', /^it sends more certificates/],
  ['ECONNRESET', /^it closed the connection during the handshake$/],
  ['ERR_SSL_TLSV1_ALERT_SOMETHING_NEW', /^something new$/],
  ['ERR_SSL_BAD_RECORD_TYPE', /^bad record type$/],
  ['constructor', /^constructor$/],
])('%s', (code, words) => {
  for (const library of ['openssl', 'boringssl'] as const) expect(tlsTrouble(code, library)).toMatch(words);
});

it.each(['ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE', 'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE'])(
  'with nothing in common (%s), Electron says what its library lacks',
  (code) => {
    expect(tlsTrouble(code, 'openssl')).toBe(
      'it takes none of the ciphers, versions and key exchanges that are offered; let it speak TLS 1.2 or 1.3 with ECDHE (handshake failure)',
    );
    expect(tlsTrouble(code, 'boringssl')).toContain("Electron's TLS has no key exchange by DHE");
  },
);

it('all sentences name a way out', () => {
  const codes = [
    'ERR_SSL_UNKNOWN_CERT_COMPRESSION_ALG',
    'ERR_SSL_WRONG_CURVE',
    'ERR_SSL_WRONG_CERTIFICATE_TYPE',
  ];
  for (const code of codes) expect(tlsTrouble(code, 'boringssl')).toContain('; ');
});
