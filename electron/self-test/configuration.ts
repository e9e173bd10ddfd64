import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Config, ServerSettings } from '../../shared/config/config.ts';
import { formatFaultForAll } from '../../shared/config/format-fault.ts';
import { count } from '../../shared/lib/count.ts';
import { ok, type Result } from '../../shared/lib/result.ts';
import { openCertificate } from '../adapters/certificate-files.ts';
import type { Clock, ConfigStore } from '../ports.ts';
import { failed, warning, well, type Finding } from './finding.ts';
import { SILENT_LOGGER } from './silent-logger.ts';

/** What a person reads at once; `config check` shows all. */
const MOST_SHOWN = 5;

/** Loads, decodes, and finds what it refers to. Faults are told as for everybody: what people send on holds no secret. */
export function checkConfiguration(store: ConfigStore, clock: Clock): Finding<Config> {
  const loaded = store.load();
  if (!loaded.ok) {
    const faults = loaded.error.map(formatFaultForAll);
    return failed(`${count(faults.length, 'fault')} in ${store.path}`, [
      ...shortened(faults),
      'Mend these places; "bellwether config check" shows them with what is written there.',
    ]);
  }
  const config = loaded.value;
  const certificate = certificateOf(config.server, clock);
  if (!certificate.ok)
    return failed(certificate.error.split('; ')[0] ?? certificate.error, [
      `In ${store.path}: ${certificate.error}.`,
    ]);
  const services = count(config.services.length, 'service');
  const found = existsSync(store.path)
    ? `${services} · ${store.path}`
    : `${services} of the preset, until there is a ${basename(store.path)}`;
  const toDo = [...shortened(config.warnings.map(formatFaultForAll)), ...certificate.value];
  return toDo.length === 0 ? well(found, config) : warning(found, toDo, config);
}

/** What is wrong with the certificate that is named for the page, one sentence each; the error is what makes it useless. */
function certificateOf({ tls, names }: ServerSettings, clock: Clock): Result<readonly string[], string> {
  if (tls === null) return ok([]);
  const told: string[] = [];
  const notices = {
    post: (_id: string, _severity: string, message: string) => void told.push(message),
    withdraw: () => {},
  };
  const opened = openCertificate(tls, names, { clock, logger: SILENT_LOGGER, notices });
  if (!opened.ok) return opened;
  const stop = opened.value.watch(() => {});
  stop();
  return ok(told);
}

function shortened(faults: readonly string[]): readonly string[] {
  const more = faults.length - MOST_SHOWN;
  return more > 0 ? [...faults.slice(0, MOST_SHOWN), `and ${more} more`] : faults;
}
