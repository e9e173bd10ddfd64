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
      return `is not trusted (${plainText(code)})`;
  }
}

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
