import { stringify } from 'yaml';
import type { JsonValue } from '../domain/service.ts';
import { ok, type Result } from '../lib/result.ts';
import { isSecretName } from '../lib/secret-names.ts';
import { MASK } from '../lib/secret-shapes.ts';
import { maskUrl } from '../lib/secret-urls.ts';
import { listenHost, type ConfigFault } from './config.ts';
import { decodeConfig, type ConfigSource } from './decode-config.ts';
import {
  HISTORY_DEFAULTS,
  HTTP_DEFAULTS,
  SERVER_DEFAULTS,
  SERVICE_DEFAULTS,
  SHIPPED_RULES,
} from './defaults.ts';
import { readDocument } from './read-document.ts';
import { hasReference } from './references.ts';
import { entries, isMapping, items, member, textOf } from './tree.ts';

type Members = { readonly [key: string]: JsonValue };

export interface ConfigDescription {
  readonly document: Members;
  readonly yaml: string;
}

/** The document with its defaults filled in, references left as written and every other secret masked. */
export function describeConfig(
  text: string,
  source: ConfigSource,
): Result<ConfigDescription, readonly ConfigFault[]> {
  const decoded = decodeConfig(text, source);
  if (!decoded.ok) return decoded;
  const raw = readDocument(text, source.file, source.format);
  if (!raw.ok) return raw;
  const document = effective(raw.value.value);
  return ok({ document, yaml: stringify(document, { aliasDuplicateObjects: false, lineWidth: 0 }) });
}

function effective(raw: JsonValue): Members {
  const defaults = { ...SERVICE_DEFAULTS, ...membersOf(member(raw, 'defaults')) };
  return {
    ...membersOf(raw),
    defaults,
    services: items(member(raw, 'services')).map((service) => effectiveService(service, raw, defaults)),
    rules: member(raw, 'rules') ?? shippedRules(raw),
    server: effectiveServer(membersOf(member(raw, 'server'))),
    history: { ...HISTORY_DEFAULTS, ...membersOf(member(raw, 'history')) },
  };
}

/** Those that can apply: a group that nobody has is named by none of them, so that what is shown is a faultless document. */
function shippedRules(raw: JsonValue): readonly JsonValue[] {
  const known = new Set([
    ...entries(member(raw, 'groups')).map(([id]) => id),
    ...items(member(raw, 'services')).flatMap((service) => textOf(member(service, 'group')) ?? []),
  ]);
  return SHIPPED_RULES.flatMap(({ groups, exceptGroups, ...rule }): readonly JsonValue[] => {
    const only = groups?.filter((id) => known.has(id));
    const except = exceptGroups?.filter((id) => known.has(id));
    if (only?.length === 0) return [];
    return [
      {
        ...rule,
        ...(only === undefined ? {} : { groups: only }),
        ...(except === undefined || except.length === 0 ? {} : { exceptGroups: except }),
      },
    ];
  });
}

function effectiveServer(written: Members): Members {
  const host = listenHost({ host: null, share: written['share'] === true });
  return { host, ...SERVER_DEFAULTS, names: [], ...written };
}

function effectiveService(service: JsonValue, raw: JsonValue, defaults: Members): Members {
  const group = member(member(raw, 'groups'), textOf(member(service, 'group')) ?? '');
  const written = membersOf(service);
  const http = member(service, 'http');
  const timing = (name: keyof typeof SERVICE_DEFAULTS) => ({
    [name]: written[name] ?? member(group, name) ?? defaults[name] ?? SERVICE_DEFAULTS[name],
  });
  return {
    id: written['id'] ?? null,
    name: written['id'] ?? null,
    ...written,
    ...timing('interval'),
    ...timing('timeout'),
    ...timing('degradedAfter'),
    ...timing('downAfter'),
    ...(written['links'] === undefined ? {} : { links: maskedLinks(written['links']) }),
    ...(http === undefined ? {} : { http: effectiveHttp(http) }),
  };
}

function effectiveHttp(http: JsonValue): Members {
  const written = membersOf(http);
  const headers = entries(written['headers']).map(([name, value]): readonly [string, JsonValue] => [
    name,
    isSecretName(name) && !hasReference(textOf(value) ?? '') ? MASK : value,
  ]);
  return {
    ...HTTP_DEFAULTS,
    ...written,
    url: maskUrl(textOf(written['url'] ?? null) ?? ''),
    ...(headers.length === 0 ? {} : { headers: Object.fromEntries(headers) }),
  };
}

function maskedLinks(links: JsonValue): Members {
  return Object.fromEntries(entries(links).map(([label, url]) => [label, maskUrl(textOf(url) ?? '')]));
}

function membersOf(value: JsonValue | undefined): Members {
  return isMapping(value) ? value : {};
}
