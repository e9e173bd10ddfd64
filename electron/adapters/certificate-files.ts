import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { TlsSettings } from '../../shared/config/config.ts';
import { publicName } from '../../shared/config/public-names.ts';
import { plainText } from '../../shared/lib/plain-text.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Cancel, CertificateSource, Clock, Identity, Logger } from '../ports.ts';
import { isReadByAll } from './files.ts';
import { readText } from './read-text.ts';
import { watchFiles } from './watch-files.ts';

/** A certificate with a long chain is a hundredth of this. */
const MAX_BYTES = 1024 * 1024;
const HOUR_MS = 3_600_000;
/** What renews certificates by itself does so a month before; two weeks before the end something is wrong with it. */
const LAST_CALL_MS = 14 * 24 * HOUR_MS;

interface CertificateParts {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly notices: {
    post(id: string, severity: 'warning' | 'error', message: string): void;
    withdraw(id: string): void;
  };
}

interface Reading extends Identity {
  readonly expiresAt: number;
}

/** The certificate and its key, read again when their files change: what cannot be used then is told, and the last good pair stays. */
export function openCertificate(
  files: TlsSettings,
  names: readonly string[],
  { clock, logger, notices }: CertificateParts,
): Result<CertificateSource, string> {
  const contents = () =>
    JSON.stringify([readText(files.certificate, MAX_BYTES), readText(files.key, MAX_BYTES)]);
  const known = contents();
  const opened = readIdentity(files, clock.wallNow());
  if (!opened.ok) return opened;
  let identity = opened.value;
  let fault: string | null = null;

  function tell(): void {
    const concerns = concernsOf(identity, files, names, clock.wallNow());
    if (fault !== null)
      notices.post('certificate', 'error', `${fault}. The page goes on with the one before.`);
    else if (concerns.length > 0) notices.post('certificate', 'warning', `${concerns.join('. ')}.`);
    else notices.withdraw('certificate');
  }

  function watch(onChange: (identity: Identity) => void): Cancel {
    const look = () => {
      const reading = readIdentity(files, clock.wallNow());
      fault = reading.ok ? null : reading.error;
      if (reading.ok) {
        identity = reading.value;
        logger.info('certificate read again', { file: files.certificate });
        onChange(identity);
      } else logger.warn('certificate not taken', { message: reading.error });
      tell();
    };
    const stopWatching = watchFiles(() => [files.certificate, files.key], clock, contents, known, look);
    let cancelTelling = clock.after(HOUR_MS, function again() {
      cancelTelling = clock.after(HOUR_MS, again);
      tell();
    });
    tell();
    return () => {
      stopWatching();
      cancelTelling();
      notices.withdraw('certificate');
    };
  }

  return ok({ current: () => identity, watch });
}

/** Why the files cannot be served with now, the sentence with which `serve` refuses them; `null` when they can. */
export function certificateFault(files: TlsSettings, now: number): string | null {
  const reading = readIdentity(files, now);
  return reading.ok ? null : reading.error;
}

/** The error is one sentence that names the file and the way out, without a full stop. */
function readIdentity(files: TlsSettings, now: number): Result<Reading, string> {
  const certificate = readPem(files.certificate, 'certificate');
  if (!certificate.ok) return certificate;
  const key = readPem(files.key, 'key');
  if (!key.ok) return key;
  const leaf = certificateIn(certificate.value, files.certificate);
  if (!leaf.ok) return leaf;
  const secret = keyIn(key.value, files.key);
  if (!secret.ok) return secret;
  const fault =
    pairFault(leaf.value, secret.value, files, now) ?? contextFault(certificate.value, key.value, files);
  if (fault !== null) return err(fault);
  return ok({
    certificate: certificate.value,
    key: key.value,
    expiresAt: leaf.value.validToDate.getTime(),
    certifies: (host) => certifies(leaf.value, host),
  });
}

function readPem(file: string, member: keyof TlsSettings): Result<string, string> {
  const text = readText(file, MAX_BYTES);
  const why = text.ok ? 'it does not exist' : text.error;
  if (text.ok && text.value !== null) return ok(text.value);
  return err(`the file ${plainText(file)} of server.tls.${member} cannot be read: ${why}`);
}

function certificateIn(pem: string, file: string): Result<X509Certificate, string> {
  try {
    return ok(new X509Certificate(pem));
  } catch {
    return err(
      `${plainText(file)} holds no certificate in PEM form; server.tls.certificate names a file that begins with "-----BEGIN CERTIFICATE-----"`,
    );
  }
}

function keyIn(pem: string, file: string): Result<KeyObject, string> {
  try {
    return ok(createPrivateKey(pem));
  } catch {
    if (pem.includes('ENCRYPTED'))
      return err(
        `the key ${plainText(file)} has a passphrase, and nobody is there to type it; write one without: openssl pkey -in KEY -out NEW-KEY`,
      );
    return err(
      /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/.test(pem)
        ? `the key ${plainText(file)} is damaged, or of a form or kind that is not read here (the desktop's TLS reads less than that of the command line); write it anew with "openssl pkey -in KEY -out NEW-KEY", or make an RSA or P-256 key and a certificate for it`
        : `${plainText(file)} holds no private key in PEM form; server.tls.key names a file that begins with "-----BEGIN PRIVATE KEY-----"`,
    );
  }
}

function pairFault(leaf: X509Certificate, key: KeyObject, files: TlsSettings, now: number): string | null {
  const certificate = plainText(files.certificate);
  if (!leaf.checkPrivateKey(key))
    return `the key ${plainText(files.key)} does not belong to the certificate ${certificate}; name two files that were made together`;
  if (leaf.validToDate.getTime() <= now)
    return `the certificate ${certificate} expired on ${day(leaf.validToDate)}; renew it`;
  if (leaf.validFromDate.getTime() > now)
    return `the certificate ${certificate} is not valid before ${day(leaf.validFromDate)}; is this machine's clock right?`;
  return null;
}

/** Such as a key that is too short for anybody to accept it. */
function contextFault(certificate: string, key: string, files: TlsSettings): string | null {
  try {
    createSecureContext({ cert: certificate, key });
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `the certificate ${plainText(files.certificate)} cannot be used: ${plainText(why)}; make another`;
  }
}

function certifies(leaf: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined;
}

/** What works, and should be mended. */
function concernsOf(
  { expiresAt, certifies: isFor }: Reading,
  { certificate, key }: TlsSettings,
  names: readonly string[],
  now: number,
): readonly string[] {
  const strange = names.map((name) => publicName(name).host).filter((name) => !isFor(name));
  const ends = expiresAt <= now ? 'expired' : 'expires';
  return [
    ...(expiresAt - now < LAST_CALL_MS
      ? [`The certificate ${plainText(certificate)} ${ends} on ${day(new Date(expiresAt))}; renew it`]
      : []),
    ...(strange.length > 0
      ? [
          `The certificate ${plainText(certificate)} is not for ${strange.join(', ')}: browsers will warn there`,
        ]
      : []),
    ...(isReadByAll(key)
      ? [
          `Every user of this machine may read the key ${plainText(key)}; take that away with "chmod o= ${plainText(key)}"`,
        ]
      : []),
  ];
}

function day(date: Date): string {
  return Number.isNaN(date.getTime()) ? 'an unreadable date' : date.toISOString().slice(0, 10);
}
