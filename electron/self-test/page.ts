import { err, ok, type Result } from '../../shared/lib/result.ts';
import { boundedGet } from '../adapters/bounded-get.ts';
import type { InstanceAddress } from '../adapters/instance-address.ts';
import { failed, well, type Finding } from './finding.ts';

const SCRIPT = /<script\b[^>]*\bsrc="([^"]+)"/g;
/** Nothing runs but what comes from the server itself, and no text becomes markup. */
const POLICIES = [
  "default-src 'none'",
  "script-src 'self'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
];

const BUILD =
  'Build it with "npm run build" and start Bellwether again; of an installed package, install it anew.';

/** The built page is served with its content security policy and its script: by our own server and by the running instance. */
export async function checkPage(
  ownUrl: string,
  running: InstanceAddress | null,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const own = await pageFault({ url: ownUrl, trust: null }, signal);
  if (own !== null) return failed(`${ownUrl}/ ${own}`, [BUILD]);
  if (running === null) return well('served with its policy and its script by a server of its own');
  const fault = await pageFault(running, signal);
  if (fault !== null) {
    return failed(`${running.url}/ ${fault}`, [
      'It reads the page when it starts, and it started before this one was built: start it again.',
    ]);
  }
  return well(`served with its policy and its script, also at ${running.url}/`);
}

/** Half a sentence that goes on from the address; `null` when all is well. */
async function pageFault(address: InstanceAddress, signal: AbortSignal): Promise<string | null> {
  const page = await fetchOk(address, '/', signal);
  if (!page.ok) return page.error;
  const { headers, text } = page.value;
  const policy = String(headers['content-security-policy'] ?? '').split('; ');
  const missing = POLICIES.filter((part) => !policy.includes(part));
  if (missing.length > 0) return `is served without ${missing.join(' and ')} in its policy`;
  const scripts = [...text.matchAll(SCRIPT)].map(([, source = '']) => source);
  if (scripts.length === 0) return 'has no script in it';
  for (const source of scripts) {
    const script = await fetchOk(address, new URL(source, 'http://page/').pathname, signal);
    if (!script.ok) return `names ${source}, which ${script.error}`;
    if (!/^text\/javascript\b/.test(script.value.headers['content-type'] ?? ''))
      return `names ${source}, which is no script`;
  }
  return null;
}

type Page = Awaited<ReturnType<typeof boundedGet>>;

async function fetchOk(
  address: InstanceAddress,
  path: string,
  signal: AbortSignal,
): Promise<Result<Page, string>> {
  try {
    const answer = await boundedGet(address, path, signal);
    if (answer.httpStatus === 200) return ok(answer);
    return err(answer.httpStatus === 503 ? 'has not been built' : `is answered with ${answer.httpStatus}`);
  } catch (error) {
    return err(`cannot be had: ${error instanceof Error ? error.message : String(error)}`);
  }
}
