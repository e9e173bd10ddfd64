import { Stop } from './stop.mjs';

/** A host that can never be one (RFC 2606): packages that somebody made alone name no page and no mailbox. */
const NOWHERE = 'bellwether.invalid';

/**
 * Who answers for packages, and where their page is. Nobody but who makes them knows that: said by whoever makes them, or by
 * GitHub where it makes them.
 * @param {NodeJS.ProcessEnv} environment
 * @returns {{ homepage: string, isKnown: boolean, maintainer: string }}
 */
export function packageOrigin(environment) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = environment;
  const hosted = server && repository ? `${server}/${repository}` : '';
  const homepage = environment['BELLWETHER_HOMEPAGE'] || hosted;
  const owner = hosted === '' ? '' : (repository?.split('/', 1)[0] ?? '');
  const hostedMaintainer = owner === '' ? '' : `${owner} <${owner}@users.noreply.github.com>`;
  const maintainer = environment['BELLWETHER_MAINTAINER'] || hostedMaintainer;
  if (homepage !== '' && !/^https?:$/.test(protocolOf(homepage)))
    throw new Stop(
      `BELLWETHER_HOMEPAGE is "${homepage}": the address of a page was expected, such as https://example.com/bellwether; unset it to name none.`,
    );
  if (maintainer !== '' && !/^[^<>\n]+ <[^<>\s@]+@[^<>\s@]+>$/.test(maintainer))
    throw new Stop(
      `BELLWETHER_MAINTAINER is "${maintainer}": a name and a mailbox were expected, such as "Ann Example <ann@example.com>"; unset it to name nobody.`,
    );
  return {
    homepage: homepage || `https://${NOWHERE}/`,
    isKnown: homepage !== '',
    maintainer: maintainer || `Bellwether contributors <contributors@${NOWHERE}>`,
  };
}

/** @param {string} text */
function protocolOf(text) {
  return URL.canParse(text) ? new URL(text).protocol : '';
}
