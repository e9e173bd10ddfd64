import { Stop } from './stop.mjs';

/**
 * Where the built desktop asks for newer versions; empty: nowhere.
 * @param {NodeJS.ProcessEnv} environment
 */
export function updateFeed(environment) {
  const feed = environment['BELLWETHER_UPDATE_FEED'] ?? '';
  if (feed === '') return '';
  if (URL.canParse(feed) && new URL(feed).protocol === 'https:') return feed;
  throw new Stop(
    `BELLWETHER_UPDATE_FEED is "${feed}": an address that begins with https:// was expected, because whoever answers there names the download; unset it to build without a feed.`,
  );
}
