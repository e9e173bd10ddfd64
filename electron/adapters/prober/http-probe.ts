import type { HttpProbe } from '../../../shared/domain/service.ts';
import { allOf } from './answer-head.ts';
import { CookieJar } from './cookie-jar.ts';
import { exchange } from './http-exchange.ts';
import type { ProbeRun, Verdict } from './probe-run.ts';
import { nextHop } from './redirect.ts';
import type { Hop } from './redirect.ts';

/** Follows redirects within the same deadline, with the cookies that they set; the verdict is that on the answer at their end. */
export async function probeHttp(settings: HttpProbe, run: ProbeRun): Promise<Verdict> {
  const { url, method, headers, followRedirects } = settings;
  const hops: Hop[] = [];
  const cookies = new CookieJar();
  let hop: Hop = { url: new URL(url), method, headers, cookie: null, from: null, foreign: false };
  for (;;) {
    hops.push(hop);
    const { head, address, redirectTo, verdict } = await exchange(hop, settings, run);
    if (redirectTo === null) return verdict;
    cookies.store(hop.url, allOf(head.headers, 'set-cookie'), run.clock.wallNow());
    hop = nextHop(hops, hop, head.httpStatus, redirectTo, followRedirects, cookies, address);
  }
}
