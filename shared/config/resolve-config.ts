import {
  groupIdOf,
  serviceIdOf,
  type Group,
  type JsonValue,
  type ProbeSettings,
  type Service,
} from '../domain/service.ts';
import { parseDuration } from '../lib/duration.ts';
import { withoutHiding } from '../lib/plain-text.ts';
import { maskUrl } from '../lib/secret-urls.ts';
import type { Config } from './config.ts';
import { SERVICE_DEFAULTS } from './defaults.ts';
import { hostOfHttpUrl, isLoopback } from './http-url.ts';
import { rulesFor } from './resolve-rules.ts';
import type { ConfigDocument } from './schema.ts';
import { textOf, valueAt } from './tree.ts';

type DocumentService = ConfigDocument['services'][number];

/**
 * From a faultless document to what the engine uses. `raw` is the document as written: what people may see comes from
 * it. Names are made harmless here, once for all who show them.
 */
export function resolveConfig(
  document: ConfigDocument,
  raw: JsonValue,
  secrets: readonly string[],
  absolutePath: (path: string) => string,
): Omit<Config, 'warnings'> {
  const groups = new Map(Object.entries(document.groups));
  const services = document.services.map((service, index): Service => {
    const group = service.group === undefined ? undefined : groups.get(service.group);
    const timing = (name: keyof typeof SERVICE_DEFAULTS) =>
      service[name] ?? group?.[name] ?? document.defaults[name] ?? builtIn(name);
    return {
      id: serviceIdOf(service.id),
      name: withoutHiding(service.name ?? service.id),
      group: service.group === undefined ? null : groupIdOf(service.group),
      tags: service.tags.map(withoutHiding),
      intervalMs: timing('interval'),
      timeoutMs: timing('timeout'),
      degradedAfterMs: timing('degradedAfter'),
      downAfterMs: timing('downAfter'),
      probe: probeOf(service, absolutePath),
      ...placeOf(service, valueAt(raw, ['services', index])),
      secrets,
      dependsOn: service.dependsOn.map(serviceIdOf),
      links: Object.fromEntries(
        Object.entries(service.links).map(([label, url]) => [withoutHiding(label), url]),
      ),
      rules: rulesFor(document.rules, service.group, group?.rules, service.rules),
    };
  });
  return {
    services,
    groups: groupsOf(document),
    server: serverOf(document, absolutePath),
    history: {
      samplesMs: document.history.samples,
      minutesMs: document.history.minutes,
      hoursMs: document.history.hours,
    },
  };
}

function serverOf({ server }: ConfigDocument, absolutePath: (path: string) => string): Config['server'] {
  const { tls } = server;
  if (tls === null) return { ...server, tls };
  return { ...server, tls: { certificate: absolutePath(tls.certificate), key: absolutePath(tls.key) } };
}

/** Those of the document, then those that only services name. */
function groupsOf(document: ConfigDocument): readonly Group[] {
  const names = new Map(
    Object.entries(document.groups).map(([id, group]) => [id, withoutHiding(group.name ?? id)]),
  );
  for (const { group } of document.services) {
    if (group !== undefined && !names.has(group)) names.set(group, group);
  }
  return [...names].map(([id, name]) => ({ id: groupIdOf(id), name }));
}

function probeOf({ id, http, tcp }: DocumentService, absolutePath: (path: string) => string): ProbeSettings {
  if (http !== undefined) {
    const caFile = http.tls.caFile === null ? null : absolutePath(http.tls.caFile);
    const { followRedirects: redirects } = http;
    return {
      kind: 'http',
      ...http,
      ...(typeof redirects === 'number'
        ? { followRedirects: redirects }
        : {
            followRedirects: redirects.most,
            redirectHosts: redirects.hosts.map((host) => host.toLowerCase()),
          }),
      expectBody: http.expectBody?.contains ?? null,
      tls: { ...http.tls, caFile },
    };
  }
  if (tcp !== undefined) return { kind: 'tcp', ...tcp };
  throw new Error(`service ${id} has no probe, although the document was checked`);
}

function placeOf(
  { id, http, tcp }: DocumentService,
  raw: JsonValue | undefined,
): { readonly address: string; readonly loopback: boolean } {
  if (http !== undefined) {
    const host = hostOfHttpUrl(http.url);
    if (!host.ok) throw new Error(`service ${id} has no usable URL, although the document was checked`);
    return {
      address: maskUrl(textOf(valueAt(raw, ['http', 'url'])) ?? ''),
      loopback: isLoopback(host.value),
    };
  }
  const host = textOf(valueAt(raw, ['tcp', 'host'])) ?? '';
  return {
    address: `${host.includes(':') && !host.includes('$') ? `[${host}]` : host}:${tcp?.port}`,
    loopback: isLoopback(tcp?.host ?? ''),
  };
}

function builtIn(name: keyof typeof SERVICE_DEFAULTS): number {
  const ms = parseDuration(SERVICE_DEFAULTS[name]);
  if (ms === null) throw new Error(`the built-in default of ${name} is no duration`);
  return ms;
}
