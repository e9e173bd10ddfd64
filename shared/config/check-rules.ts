import type { JsonValue } from '../domain/service.ts';
import { parseDuration } from '../lib/duration.ts';
import type { ConfigFault } from './config.ts';
import { SHIPPED_RULES } from './defaults.ts';
import type { Path, Places } from './places.ts';
import { entries, isMapping, items, member, textOf } from './tree.ts';

/** What is counted is kept in memory, probe by probe. */
const LONGEST_COUNT_MS = 3_600_000;
const SHORTEST_COUNT_MS = 60_000;

/** Faults between the members of one rule, as it is written and as groups and services change it. */
export function ruleFaults(document: JsonValue, places: Places): readonly ConfigFault[] {
  const written = member(document, 'rules');
  const rules = written === undefined ? SHIPPED_RULES : items(written);
  const owners: readonly (readonly [JsonValue, Path])[] = [
    ...entries(member(document, 'groups')).map(([id, group]) => [group, ['groups', id]] as const),
    ...items(member(document, 'services')).map((service, index) => [service, ['services', index]] as const),
  ];
  return [
    ...items(written).flatMap((rule, index) => countFaults(rule, rule, ['rules', index], places)),
    ...owners.flatMap(([owner, path]) =>
      entries(member(owner, 'rules')).flatMap(([id, override]) => {
        const rule = rules.find((one) => textOf(member(one, 'id')) === id);
        if (rule === undefined || !isMapping(override)) return [];
        return countFaults(
          override,
          { ...(isMapping(rule) ? rule : {}), ...override },
          [...path, 'rules', id],
          places,
        );
      }),
    ),
  ];
}

/** `for` is the span over which a share of failures is counted. */
function countFaults(
  written: JsonValue,
  whole: JsonValue,
  path: Path,
  places: Places,
): readonly ConfigFault[] {
  if (member(member(whole, 'when'), 'failing') === undefined) return [];
  const text = textOf(member(whole, 'for'));
  const ms = text === null ? null : parseDuration(text);
  if (text === null || ms === null || (ms >= SHORTEST_COUNT_MS && ms <= LONGEST_COUNT_MS)) return [];
  const place = member(written, 'for') === undefined ? [...path, 'when'] : [...path, 'for'];
  return [
    places.fault(
      place,
      `\`failing\` is counted over \`for\`: expected a duration from 1m to 1h, got "${text}"`,
    ),
  ];
}
