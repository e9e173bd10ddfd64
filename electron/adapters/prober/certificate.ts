import { X509Certificate } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { TLSSocket } from 'node:tls';
import { plainText } from '../../../shared/lib/plain-text.ts';
import { verdictOf } from './connect-fault.ts';
import { ProbeFault, codeOf } from './probe-fault.ts';
import { placeOf } from './target.ts';
import type { Target } from './target.ts';

/** What a peer showed of itself in the handshake, and what OpenSSL and Node think of it. */
interface PeerCertificate {
  readonly certificate: X509Certificate | undefined;
  readonly expiresAt: number | null;
  /** Their code for what is wrong; `null` when it is trusted. */
  readonly complaint: string | null;
}

export function peerCertificate(secure: TLSSocket): PeerCertificate {
  // Once and no more: a second call finds none (Node 24.21).
  const certificate = secure.getPeerX509Certificate();
  const expiresAt = certificate?.validToDate.getTime() ?? Number.NaN;
  return {
    certificate,
    expiresAt: Number.isNaN(expiresAt) ? null : expiresAt,
    // Declared as an error, but a bare string at run time.
    complaint: secure.authorized ? null : String(secure.authorizationError),
  };
}

/** `null` when the certificate is trusted. */
export function certificateFault(peer: PeerCertificate, target: Target, wallNow: number): ProbeFault | null {
  if (peer.complaint === null) return null;
  const sentence = describe(peer.certificate, peer.complaint, target, wallNow);
  return new ProbeFault('certificate', `the certificate of ${placeOf(target)} ${sentence}`);
}

function describe(
  certificate: PeerCertificate['certificate'],
  code: string,
  target: Target,
  wallNow: number,
): string {
  if (certificate === undefined) return 'is missing';
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      // The date may be the fault of one further up the chain.
      return certificate.validToDate.getTime() <= wallNow
        ? `expired on ${day(certificate.validToDate)}`
        : 'is fine itself, but one of its authorities has expired';
    case 'CERT_NOT_YET_VALID':
      return `is not valid before ${day(certificate.validFromDate)}; is this machine's clock right?`;
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `is self-signed; name it in tls.caFile to trust it (it is valid until ${day(certificate.validToDate)})`;
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
      return `is for ${namesOf(certificate)}, not for ${plainText(target.host)}`;
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
      return `${untrusted(certificate)}, and came without the certificate of that authority: the server has to send its whole chain, or the authority belongs in tls.caFile`;
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return untrusted(certificate);
    default:
      return `${OTHER_COMPLAINTS[code] ?? 'is not trusted'} (${plainText(code)})`;
  }
}

/** The rarer codes of OpenSSL and BoringSSL (x509_vfy.h), as Node names them; with the way out. */
const OTHER_COMPLAINTS: Readonly<Record<string, string>> = {
  INVALID_PURPOSE: 'is not for servers: its extended key usage lacks serverAuth; make another for servers',
  INVALID_CA:
    'is issued by one that is no authority: its certificate lacks the mark of one (basic constraints); make the chain anew',
  PATH_LENGTH_EXCEEDED: 'has more authorities above it than they allow (path length); make the chain anew',
  CERT_CHAIN_TOO_LONG: 'has more authorities above it than are followed; make a shorter chain',
  CERT_SIGNATURE_FAILURE:
    'is not signed by the authority that it names; is there an older one of that name in tls.caFile or the chain?',
  UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
    'has an authority whose key cannot be read here; let that be an RSA or P-256 key',
  CERT_REVOKED: 'was revoked by its authority; renew it',
  CERT_REJECTED: 'is issued by an authority that is not for this use; name another in tls.caFile',
  HOSTNAME_MISMATCH: 'is for another name',
  UNSPECIFIED:
    'breaks a rule of the TLS library, such as a key that is too short or a signature by SHA-1; make another, with an RSA key of 2048 bits or a P-256 key and SHA-256',
};

function untrusted(certificate: X509Certificate): string {
  return `is issued by an authority that is not trusted here (${plainText(certificate.issuer)})`;
}

function namesOf(certificate: X509Certificate): string {
  return plainText(certificate.subjectAltName ?? certificate.subject ?? 'nobody');
}

function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unreadable date' : date.toISOString().slice(0, 10);
}

/** A bundle of all public authorities is a fifth of this. */
const MAX_CA_FILE_BYTES = 1024 * 1024;

/** Read for every connection, so that a renewed file counts from the next probe on. */
export async function readAuthorities(file: string): Promise<string> {
  const pem = await readBounded(file).catch((error: unknown) => {
    const code = codeOf(error);
    if (verdictOf(code) === 'void') throw error;
    throw caFileFault(file, `cannot be read (${code ?? 'no code'})`, error);
  });
  if (pem === null) throw caFileFault(file, 'is no ordinary file of at most 1 MiB');
  try {
    // OpenSSL would pass over what it cannot read, and then trust nobody without saying why.
    void new X509Certificate(pem);
    return pem;
  } catch (error) {
    throw caFileFault(file, 'holds no certificate in PEM form', error);
  }
}

/** Looks before it opens: a pipe would hold a thread for ever, and a device has no end. */
async function readBounded(file: string): Promise<string | null> {
  const found = await stat(file);
  return found.isFile() && found.size <= MAX_CA_FILE_BYTES ? await readFile(file, 'utf8') : null;
}

function caFileFault(file: string, trouble: string, cause?: unknown): ProbeFault {
  return new ProbeFault('tls', `the file in tls.caFile (${plainText(file)}) ${trouble}`, { cause });
}
