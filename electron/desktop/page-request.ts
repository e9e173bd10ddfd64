import { securityHeaders } from '../web/response-headers.ts';
import type { StaticFile } from '../web/static-files.ts';

export const PAGE_ORIGIN = 'app://dashboard';

/** The built page and nothing else: what is not in `files` does not exist, so no address ever becomes a path. */
export function answerPageRequest(
  files: ReadonlyMap<string, StaticFile>,
  method: string,
  address: string,
): Response {
  const headers = securityHeaders([]);
  const url = URL.parse(address);
  if (method !== 'GET' || url === null || !isPageAddress(url))
    return new Response('Forbidden\n', { status: 403, headers });
  const file = files.get(url.pathname);
  if (file === undefined) return new Response('Not Found\n', { status: 404, headers });
  return new Response(new Uint8Array(file.body), {
    headers: { ...headers, 'content-type': file.contentType },
  });
}

/** Compared by its parts: what only begins like our address is somebody else's. */
export function isPageAddress(url: URL): boolean {
  return url.protocol === 'app:' && url.host === 'dashboard' && url.username === '' && url.password === '';
}
