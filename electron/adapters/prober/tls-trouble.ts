import { plainText } from '../../../shared/lib/plain-text.ts';

/** Node's is OpenSSL; Electron's is BoringSSL, which takes less. */
export type TlsLibrary = 'openssl' | 'boringssl';

export function ownTlsLibrary(): TlsLibrary {
  return process.versions['electron'] === undefined ? 'openssl' : 'boringssl';
}

/** With each kind of TLS trouble the way out of it, after "no TLS connection to ...: ". */
const SENTENCES = {
  closed: 'it closed the connection during the handshake',
  keyUsage:
    'its certificate is not for signing (its key usage lacks digitalSignature), which browsers refuse too; make another with that key usage, or without any',
  certificateForm:
    'its certificate is not made as the standard says, or not of a kind that can be used for TLS; make another, with an RSA or P-256 key',
  certificateKey:
    'the key of its certificate is of a kind or a size that is not taken here; make another, with an RSA key of 2048 bits or a P-256 key',
  signature:
    'it signs in a way that is not taken any more, such as by SHA-1; bring its TLS up to date, or make another certificate',
  tooOld: 'it speaks only versions of TLS before 1.2, which are not safe; let it speak TLS 1.2 or 1.3',
  nothingInCommon:
    'it takes none of the ciphers, versions and key exchanges that are offered; let it speak TLS 1.2 or 1.3 with ECDHE',
  nothingInCommonElectron:
    "it takes none of the ciphers, versions and key exchanges that are offered; Electron's TLS has no key exchange by DHE: let it speak TLS 1.2 or 1.3 with ECDHE",
  weakExchange: 'its key exchange by DHE is too weak; let it use ECDHE, or a group of 2048 bits at least',
  name: 'it has no certificate for that name, or does not know it; use a name that it is set up for',
  renegotiation:
    'its TLS lacks secure renegotiation (RFC 5746), so it is more than ten years old; bring it up to date',
  tooLong:
    'it sends more certificates than a handshake may have; let it send its own and those of its intermediates only',
  brokenInside: 'it reports an error of its own in the handshake (internal error); its log says more',
  compression: 'it compresses its certificate in a way that was not offered; switch that off there',
} as const;

/**
 * What the two libraries say, without what names the library. An alert is what the server said; everything else is what was
 * refused here. https://boringssl.googlesource.com/boringssl/+/HEAD/ssl/ssl_errors.errordata, and OpenSSL's sslerr.h.
 */
const KINDS: Readonly<Record<string, keyof typeof SENTENCES>> = {
  KEY_USAGE_BIT_INCORRECT: 'keyUsage',
  ECC_CERT_NOT_FOR_SIGNING: 'keyUsage',
  CANNOT_PARSE_LEAF_CERT: 'certificateForm',
  CERT_LENGTH_MISMATCH: 'certificateForm',
  UNKNOWN_CERTIFICATE_TYPE: 'certificateForm',
  WRONG_CERTIFICATE_TYPE: 'certificateForm',
  PEER_ERROR_UNSUPPORTED_CERTIFICATE_TYPE: 'certificateForm',
  BAD_ECC_CERT: 'certificateKey',
  EE_KEY_TOO_SMALL: 'certificateKey',
  CA_KEY_TOO_SMALL: 'certificateKey',
  WRONG_CURVE: 'certificateKey',
  UNSUPPORTED_ELLIPTIC_CURVE: 'certificateKey',
  UNKNOWN_PUBLIC_KEY_TYPE: 'certificateKey',
  WRONG_SIGNATURE_TYPE: 'signature',
  CA_MD_TOO_WEAK: 'signature',
  NO_COMMON_SIGNATURE_ALGORITHMS: 'signature',
  NO_SUITABLE_SIGNATURE_ALGORITHM: 'signature',
  UNSUPPORTED_PROTOCOL: 'tooOld',
  ALERT_PROTOCOL_VERSION: 'tooOld',
  ALERT_HANDSHAKE_FAILURE: 'nothingInCommon',
  ALERT_INSUFFICIENT_SECURITY: 'nothingInCommon',
  HANDSHAKE_FAILURE_ON_CLIENT_HELLO: 'nothingInCommon',
  NO_CIPHERS_AVAILABLE: 'nothingInCommon',
  WRONG_CIPHER_RETURNED: 'nothingInCommon',
  UNKNOWN_CIPHER_RETURNED: 'nothingInCommon',
  UNKNOWN_KEY_EXCHANGE_TYPE: 'nothingInCommon',
  DH_KEY_TOO_SMALL: 'weakExchange',
  BAD_DH_P_LENGTH: 'weakExchange',
  BAD_DH_VALUE: 'weakExchange',
  DH_P_TOO_LONG: 'weakExchange',
  ALERT_UNRECOGNIZED_NAME: 'name',
  UNSAFE_LEGACY_RENEGOTIATION_DISABLED: 'renegotiation',
  EXCESSIVE_MESSAGE_SIZE: 'tooLong',
  ALERT_INTERNAL_ERROR: 'brokenInside',
  UNKNOWN_CERT_COMPRESSION_ALG: 'compression',
  CERT_DECOMPRESSION_FAILED: 'compression',
};

const CLOSED = new Set(['ECONNRESET', 'EPIPE']);

/** Why a handshake failed, by the code of Node's error: the sentence of its kind, or else the words of the library. */
export function tlsTrouble(code: string, library: TlsLibrary): string {
  const name = code
    .replace(/^ERR_(?:SSL|OSSL)_/, '')
    .replace(/^(?:SSLV3|TLSV1|TLSV13|SSL\/TLS)_(?:ALERT_)?/, 'ALERT_');
  if (CLOSED.has(code)) return SENTENCES.closed;
  const words = plainText(
    name
      .replace(/^ALERT_/, '')
      .toLowerCase()
      .replaceAll('_', ' '),
  );
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
  if (kind === undefined) return words;
  const lacksMore = kind === 'nothingInCommon' && library === 'boringssl';
  return `${SENTENCES[lacksMore ? 'nothingInCommonElectron' : kind]} (${words})`;
}
