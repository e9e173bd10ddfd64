import type { Config } from '../../shared/config/config.ts';
import type { Service } from '../../shared/domain/service.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { didYouMean } from './did-you-mean.ts';
import { plain } from './text.ts';

/** In the order of the configuration; all of them when none is named. */
export function chooseServices(config: Config, ids: readonly string[]): Result<readonly Service[], string> {
  const known = config.services.map((service): string => service.id);
  const unknown = ids.filter((id) => !known.includes(id));
  if (unknown.length > 0) return err(unknown.map((id) => unknownServiceText(id, known)).join('; '));
  return ok(
    ids.length === 0 ? config.services : config.services.filter((service) => ids.includes(service.id)),
  );
}

/** More would bury the sentence. */
const MAX_LISTED = 12;

export function unknownServiceText(id: string, known: readonly string[]): string {
  const listed =
    known.length === 0 ? '; none is configured' : `; there are ${known.slice(0, MAX_LISTED).join(', ')}`;
  const more = known.length > MAX_LISTED ? ` and ${known.length - MAX_LISTED} more` : '';
  return `there is no service "${plain(id)}"${didYouMean(id, known) || listed + more}`;
}
