import type { JsonValue } from '../domain/service.ts';
import { parseDuration } from '../lib/duration.ts';
import type { ConfigFault } from './config.ts';
import { SERVICE_DEFAULTS } from './defaults.ts';
import { quote, type Path, type Places } from './places.ts';
import { entries, isMapping, items, member, textOf } from './tree.ts';

/** Faults between the members of one service, with its group and the defaults; whatever the form of the rest. */
export function serviceFaults(document: JsonValue, places: Places): readonly ConfigFault[] {
  const services = items(member(document, 'services')).filter(isMapping);
  const faults = services.flatMap((service) => {
    const path = ['services', items(member(document, 'services')).indexOf(service)];
    return [
      ...probeFaults(service, path, places),
      ...headFaults(service, path, places),
      ...headerFaults(service, path, places),
      ...thresholdFaults(document, service, path, places),
    ];
  });
  // What the defaults or a group have wrong is wrong for many services, and one fault.
  return [
    ...new Map(faults.map((fault) => [`${fault.line}:${fault.column}:${fault.message}`, fault])).values(),
  ];
}

function probeFaults(service: JsonValue, path: Path, places: Places): readonly ConfigFault[] {
  const kinds = ['http', 'tcp'].filter((kind) => member(service, kind) !== undefined);
  if (kinds.length === 0) return [places.fault(path, 'how to probe it is missing: expected `http` or `tcp`')];
  if (kinds.length === 1) return [];
  return [places.faultAtKey([...path, 'tcp'], 'a service is probed by either `http` or `tcp`, not both')];
}

function headFaults(service: JsonValue, path: Path, places: Places): readonly ConfigFault[] {
  const http = member(service, 'http');
  if (member(http, 'method') !== 'HEAD') return [];
  return ['expectBody', 'expectJson']
    .filter((key) => (member(http, key) ?? null) !== null)
    .map((key) => places.faultAtKey([...path, 'http', key], 'the answer to HEAD has no body; use GET'));
}

function headerFaults(service: JsonValue, path: Path, places: Places): readonly ConfigFault[] {
  const seen = new Set<string>();
  return entries(member(member(service, 'http'), 'headers')).flatMap(([name]) => {
    const again = seen.has(name.toLowerCase());
    seen.add(name.toLowerCase());
    if (!again) return [];
    return [
      places.faultAtKey([...path, 'http', 'headers', name], `the header ${quote(name)} is there twice`),
    ];
  });
}

interface Setting {
  readonly text: string;
  readonly ms: number;
  /** Where it is set; `null` when it is the built-in default. */
  readonly path: Path | null;
}

function thresholdFaults(
  document: JsonValue,
  service: JsonValue,
  path: Path,
  places: Places,
): readonly ConfigFault[] {
  const degraded = settingOf('degradedAfter', document, service, path);
  const down = settingOf('downAfter', document, service, path);
  if (degraded === null || down === null || degraded.ms < down.ms) return [];
  // The more particular of the two is the one that does not fit; a service's path is longer than a group's or the defaults'.
  const rank = (setting: Setting) =>
    setting.path === null ? 0 : 1 + ['defaults', 'groups', 'services'].indexOf(String(setting.path[0]));
  const place = (rank(down) > rank(degraded) ? down.path : degraded.path) ?? path;
  return [
    places.fault(place, `degradedAfter (${degraded.text}) has to be shorter than downAfter (${down.text})`),
  ];
}

/** The value that counts for a service; `null` when it is faulty itself. */
function settingOf(
  name: 'degradedAfter' | 'downAfter',
  document: JsonValue,
  service: JsonValue,
  path: Path,
): Setting | null {
  const groupId = textOf(member(service, 'group'));
  const levels: readonly (readonly [JsonValue | undefined, Path | null])[] = [
    [member(service, name), [...path, name]],
    [
      groupId === null ? undefined : member(member(member(document, 'groups'), groupId), name),
      ['groups', groupId ?? '', name],
    ],
    [member(member(document, 'defaults'), name), ['defaults', name]],
    [SERVICE_DEFAULTS[name], null],
  ];
  const [value, place] = levels.find(([found]) => found !== undefined) ?? [undefined, null];
  const text = textOf(value);
  const ms = text === null ? null : parseDuration(text);
  return text === null || ms === null ? null : { text, ms, path: place };
}
