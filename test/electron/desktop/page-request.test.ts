import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answerPageRequest } from '../../../electron/desktop/page-request.ts';
import type { StaticFile } from '../../../electron/web/static-files.ts';

const html: StaticFile = {
  body: Buffer.from('<!doctype html>'),
  contentType: 'text/html; charset=utf-8',
  cacheControl: 'no-cache',
  etag: '"1"',
};
const files = new Map([
  ['/', html],
  ['/index.html', html],
]);

describe('a request for the page of the window', () => {
  it('is answered from the list of built files, with the policy that the server has', async () => {
    const answer = answerPageRequest(files, 'GET', 'app://dashboard/?x#/services/api');
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('<!doctype html>');
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "script-src 'self'",
      "base-uri 'none'",
      "frame-ancestors 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ])
      expect(policy).toContain(rule);
  });

  it.each([
    ['another host', 'GET', 'app://other/'],
    ['a host that begins like ours', 'GET', 'app://dashboard.evil/'],
    ['a name in front', 'GET', 'app://user@dashboard/'],
    ['another scheme', 'GET', 'file:///etc/passwd'],
    ['no address at all', 'GET', 'dashboard'],
    ['a change', 'POST', 'app://dashboard/'],
  ])('is refused for %s', (_, method, address) => {
    expect(answerPageRequest(files, method, address).status).toBe(403);
  });

  it('never becomes a path: what is not in the list does not exist', () => {
    const part = fc.oneof(
      fc.constantFrom('..', '%2e%2e', '.', '%00', 'index.html', '//', '\\', 'assets', '%2f'),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(part, { minLength: 1 }), (parts) => {
        const address = `app://dashboard/${parts.join('/')}`;
        const { status } = answerPageRequest(files, 'GET', address);
        const path = URL.parse(address)?.pathname ?? '';
        expect(status === 200).toBe(URL.parse(address)?.host === 'dashboard' && files.has(path));
      }),
    );
  });
});
