import { count } from '../../shared/lib/count.ts';
import { trustSystemAuthorities } from '../adapters/authorities.ts';
import { warning, well, type Finding } from './finding.ts';

/** Which certificates of authorities a probe over https trusts where its service names none. */
export async function checkAuthorities(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<Finding<null>> {
  try {
    const { bundled, extra, system, trusted } = await trustSystemAuthorities();
    const extraFile = environment['NODE_EXTRA_CA_CERTS'];
    const sources = [
      `${bundled} came with the program`,
      `${system} ${system === 1 ? 'is' : 'are'} in ${storeName(platform, environment)}`,
      ...(extraFile ? [`${extra} in NODE_EXTRA_CA_CERTS (${extraFile})`] : []),
    ];
    const found = `${count(trusted, 'authority', 'authorities')} trusted: ${sources.join(', ')}`;
    return extraFile && extra === 0
      ? warning(found, [`Mend the file ${extraFile}: no certificate in PEM form was found there.`])
      : well(found);
  } catch (error) {
    return warning(error instanceof Error ? error.message : String(error), [
      'Where a service has a certificate of an authority of your own, name it in tls.caFile of the service.',
    ]);
  }
}

function storeName(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
): string {
  if (platform === 'darwin') return 'the keychains of macOS';
  if (platform === 'win32') return 'the certificate store of Windows';
  const named = ['SSL_CERT_FILE', 'SSL_CERT_DIR'].filter((name) => environment[name]);
  if (named.length === 0) return "the system's store";
  return `the system's store (${named.map((name) => `${name}=${environment[name] ?? ''}`).join(', ')})`;
}
