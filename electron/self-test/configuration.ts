import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Config } from '../../shared/config/config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import { count } from '../../shared/lib/count.ts';
import type { ConfigStore } from '../ports.ts';
import { failed, warning, well, type Finding } from './finding.ts';

/** What a person reads at once; `config check` shows all. */
const MOST_SHOWN = 5;

/** Loads, decodes, and finds what it refers to. Faults are told as for everybody: what people send on holds no secret. */
export function checkConfiguration(store: ConfigStore): Finding<Config> {
  const loaded = store.load();
  if (!loaded.ok) {
    const faults = loaded.error.map(formatFaultForAll);
    return failed(`${count(faults.length, 'fault')} in ${store.path}`, [
      ...shortened(faults),
      'Mend these places; "bellwether config check" shows them with what is written there.',
    ]);
  }
  const config = loaded.value;
  const services = count(config.services.length, 'service');
  const found = existsSync(store.path)
    ? `${services} · ${store.path}`
    : `${services} of the preset, until there is a ${basename(store.path)}`;
  const toDo = [
    ...shortened(config.warnings.map(formatFaultForAll)),
    ...(config.services.length > 0 ? [] : [`Nothing is watched: add services to ${store.path}.`]),
  ];
  return toDo.length === 0 ? well(found, config) : warning(found, toDo, config);
}

function shortened(faults: readonly string[]): readonly string[] {
  const more = faults.length - MOST_SHOWN;
  return more > 0 ? [...faults.slice(0, MOST_SHOWN), `and ${more} more`] : faults;
}
