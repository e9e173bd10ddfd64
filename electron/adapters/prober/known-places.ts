import type { Way } from '../../../shared/domain/way.ts';
import { INTERNET, localAddressTo } from './route.ts';
import type { Target } from './target.ts';

/** Redirects may lead to ever new names. */
const MAX_REMEMBERED = 5000;
/** Where names were last, for the ways to them while their lookup fails. */
export class KnownPlaces {
  readonly #addresses = new Map<string, readonly string[]>();

  note({ host, addresses }: Target): void {
    if (addresses.length === 0) return;
    this.#addresses.delete(host);
    if (this.#addresses.size < MAX_REMEMBERED) this.#addresses.set(host, addresses);
  }

  /** The ways to where the target is, or was last, or may be: to anywhere. Empty when they cannot be told. */
  async waysTo({ host, addresses }: Target): Promise<readonly Way[]> {
    const known = addresses.length > 0 ? addresses : (this.#addresses.get(host) ?? INTERNET);
    const ways = await Promise.all(
      known.map(async (remote) => ({ remote, local: await localAddressTo(remote) })),
    );
    // Of an address whose way cannot be told nothing follows, and then nothing of all of them together.
    return ways.every((way): way is Way => way.local !== undefined) ? ways : [];
  }
}
