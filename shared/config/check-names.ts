import type { JsonValue } from '../domain/service.ts';
import type { ConfigFault } from './config.ts';
import { SHIPPED_RULES } from './defaults.ts';
import { quote, type Path, type Places } from './places.ts';
import { MAX_SERVICES } from './schema.ts';
import { didYouMean } from './suggest.ts';
import { entries, items, member, textOf } from './tree.ts';

/**
 * Faults between parts of the document: ids used twice, names that nobody has. Looks at the document whatever its form,
 * so that these are listed together with the faults of form.
 */
export function nameFaults(document: JsonValue, places: Places): readonly ConfigFault[] {
  const services = items(member(document, 'services'));
  const written = member(document, 'rules');
  const rules = items(written);
  const serviceIds = new Set(idsOf(services));
  const ruleIds = new Set(idsOf(written === undefined ? SHIPPED_RULES : rules));
  const groupIds = new Set([
    ...entries(member(document, 'groups')).map(([id]) => id),
    ...services.flatMap((service) => textOf(member(service, 'group')) ?? []),
  ]);
  return [
    ...countFaults(services, places),
    ...duplicateIds('services', services, places),
    ...duplicateIds('rules', rules, places),
    ...services.flatMap((service, index) => [
      ...dependencyFaults(service, index, serviceIds, places),
      ...overrideFaults(service, ['services', index], ruleIds, places),
    ]),
    ...circles(services, places),
    ...entries(member(document, 'groups')).flatMap(([id, group]) =>
      overrideFaults(group, ['groups', id], ruleIds, places),
    ),
    ...rules.flatMap((rule, index) => ruleGroupFaults(rule, index, groupIds, places)),
  ];
}

function idsOf(list: readonly JsonValue[]): readonly string[] {
  return list.flatMap((entry) => textOf(member(entry, 'id')) ?? []);
}

function countFaults(services: readonly JsonValue[], places: Places): readonly ConfigFault[] {
  if (services.length <= MAX_SERVICES) return [];
  return [places.fault(['services'], `expected at most ${MAX_SERVICES} services, got ${services.length}`)];
}

function duplicateIds(list: string, found: readonly JsonValue[], places: Places): readonly ConfigFault[] {
  const first = new Map<string, number>();
  return found.flatMap((entry, index) => {
    const id = textOf(member(entry, 'id'));
    if (id === null) return [];
    const earlier = first.get(id);
    if (earlier !== undefined) {
      return [
        places.fault([list, index, 'id'], `the id ${quote(id)} is already used by ${list}[${earlier}]`),
      ];
    }
    first.set(id, index);
    return [];
  });
}

function dependencyFaults(
  service: JsonValue,
  index: number,
  serviceIds: ReadonlySet<string>,
  places: Places,
): readonly ConfigFault[] {
  const own = textOf(member(service, 'id'));
  return items(member(service, 'dependsOn')).flatMap((entry, place) => {
    const id = textOf(entry);
    const path = ['services', index, 'dependsOn', place];
    if (id !== null && id === own) return [places.fault(path, 'a service cannot depend on itself')];
    return id === null ? [] : unknownName('service', id, serviceIds, path, places);
  });
}

function overrideFaults(
  owner: JsonValue,
  path: Path,
  ruleIds: ReadonlySet<string>,
  places: Places,
): readonly ConfigFault[] {
  return entries(member(owner, 'rules')).flatMap(([id]) =>
    ruleIds.has(id)
      ? []
      : [
          places.faultAtKey(
            [...path, 'rules', id],
            `no rule has the id ${quote(id)}${didYouMean(id, ruleIds)}`,
          ),
        ],
  );
}

function ruleGroupFaults(
  rule: JsonValue,
  index: number,
  groupIds: ReadonlySet<string>,
  places: Places,
): readonly ConfigFault[] {
  const both = member(rule, 'groups') !== undefined && member(rule, 'exceptGroups') !== undefined;
  return [
    ...(both
      ? [
          places.faultAtKey(
            ['rules', index, 'exceptGroups'],
            'a rule has either `groups` or `exceptGroups`, not both',
          ),
        ]
      : []),
    ...['groups', 'exceptGroups'].flatMap((key) =>
      items(member(rule, key)).flatMap((entry, place) => {
        const id = textOf(entry);
        return id === null ? [] : unknownName('group', id, groupIds, ['rules', index, key, place], places);
      }),
    ),
  ];
}

function unknownName(
  what: string,
  id: string,
  known: ReadonlySet<string>,
  path: Path,
  places: Places,
): readonly ConfigFault[] {
  return known.has(id)
    ? []
    : [places.fault(path, `no ${what} has the id ${quote(id)}${didYouMean(id, known)}`)];
}

/** Each circle of `dependsOn` once, at the place that closes it. */
function circles(services: readonly JsonValue[], places: Places): readonly ConfigFault[] {
  const open = unsettledDependencies(services);
  const seen = new Set<string>();
  const faults: ConfigFault[] = [];
  for (const start of open.keys()) {
    const walk: string[] = [];
    let id = start;
    while (!seen.has(id)) {
      seen.add(id);
      walk.push(id);
      id = open.get(id)?.find((next) => open.has(next)) ?? id;
    }
    const from = walk.indexOf(id);
    const last = walk.at(-1);
    if (from < 0 || last === undefined) continue;
    const index = services.findIndex((service) => member(service, 'id') === last);
    const place = items(member(services[index], 'dependsOn')).indexOf(id);
    const names = [...walk.slice(from), id].map((name) => `\`${name}\``);
    const shown = names.length > 8 ? [...names.slice(0, 4), '…', ...names.slice(-3)] : names;
    faults.push(
      places.fault(
        ['services', index, 'dependsOn', place],
        `dependsOn goes in a circle: ${shown.join(' → ')}`,
      ),
    );
  }
  return faults;
}

/** What is left when services that depend on nothing are taken away again and again: circles and what leads to them. */
function unsettledDependencies(services: readonly JsonValue[]): ReadonlyMap<string, readonly string[]> {
  const known = new Set(idsOf(services));
  const open = new Map<string, readonly string[]>();
  const dependants = new Map<string, string[]>();
  const waiting = new Map<string, number>();
  for (const service of services) {
    const id = textOf(member(service, 'id'));
    if (id === null || open.has(id)) continue;
    const needs = [
      ...new Set(items(member(service, 'dependsOn')).flatMap((entry) => textOf(entry) ?? [])),
    ].filter((needed) => needed !== id && known.has(needed));
    open.set(id, needs);
    waiting.set(id, needs.length);
    for (const needed of needs) dependants.set(needed, [...(dependants.get(needed) ?? []), id]);
  }
  const settled = [...open.keys()].filter((id) => waiting.get(id) === 0);
  for (let id = settled.pop(); id !== undefined; id = settled.pop()) {
    open.delete(id);
    for (const dependant of dependants.get(id) ?? []) {
      const left = (waiting.get(dependant) ?? 0) - 1;
      waiting.set(dependant, left);
      if (left === 0) settled.push(dependant);
    }
  }
  return open;
}
