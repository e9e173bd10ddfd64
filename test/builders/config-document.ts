import type { Config, ConfigFault } from '../../shared/config/config.ts';
import { decodeConfig, type ConfigSource } from '../../shared/config/decode-config.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';

/** A source whose `${env:...}` and `${file:...}` come from a table, such as `{ 'env:TOKEN': 'x' }`. */
export function source(
  secrets: Readonly<Record<string, string>> = {},
  format: ConfigSource['format'] = 'yaml',
): ConfigSource {
  return {
    file: 'bellwether.yaml',
    format,
    resolve: ({ kind, name }) => {
      const value = secrets[`${kind}:${name}`];
      return value === undefined
        ? err(`the ${kind} ${name} is not there`)
        : ok({ text: value, warning: null });
    },
    absolutePath: (path) => (path.startsWith('/') ? path : `/etc/bellwether/${path}`),
  };
}

export function decode(
  text: string,
  secrets: Readonly<Record<string, string>> = {},
): Result<Config, readonly ConfigFault[]> {
  return decodeConfig(text, source(secrets));
}

/** Fails the test with the faults when the document is not in order. */
export function decoded(text: string, secrets: Readonly<Record<string, string>> = {}): Config {
  const result = decode(text, secrets);
  if (!result.ok) throw new Error(faultLines(result).join('\n'));
  return result.value;
}

/** `line:column path: message` each; none when the document is in order. */
export function faultLines(result: Result<unknown, readonly ConfigFault[]>): readonly string[] {
  return result.ok ? [] : result.error.map(faultLine);
}

export function faultLine({ line, column, path, message }: ConfigFault): string {
  return `${line}:${column} ${path}: ${message}`;
}

/** The document that the manual explains the form with. */
export const EXAMPLE = `version: 1
defaults: { interval: 30s, timeout: 10s, degradedAfter: 1s, downAfter: 5s }
services:
  - id: api-gateway            # letters, digits, - ; name defaults to id
    name: API gateway
    group: core
    tags: [public]
    interval: 15s              # any default can be set per group or per service
    http: { url: "http://localhost:8000/api/health", method: GET, headers: {}, expectStatus: "2xx", expectBody: { contains: ok }, expectJson: { status: ok }, followRedirects: 3, tls: { verify: true, caFile: null } }
    dependsOn: [platform-services]
    links: { runbook: "https://wiki.example.com/api", logs: "https://logs.example.com/api" }
    rules: { degraded-performance: off }          # a group or a service overrides fields of a rule by its id, or turns it off
  - { id: cache-port, tcp: { host: localhost, port: 6379 } }
  - { id: platform-services, group: frontend, http: { url: "https://platform.example.com/health" } }
groups: { frontend: { name: Frontend, rules: { degraded-performance: { for: 5m } } } }
rules:
  - { id: service-down, when: down, for: 30s, severity: critical, exceptGroups: [frontend], cooldown: 5m }
  - { id: degraded-performance, when: degraded, for: 1m, severity: warning, cooldown: 5m }
  - { id: high-response-time, when: { latencyAbove: 5s }, for: 2m, severity: warning, cooldown: 5m }
  - { id: frontend-tolerance, when: down, groups: [frontend], for: 2m, severity: warning, cooldown: 5m }
server: { host: 127.0.0.1, port: 9999 }
history: { samples: 7d, minutes: 30d, hours: 400d }
`;

/* What the messages about the most common members say. */
export const DURATION = 'expected a duration such as "30s", "1m30s" or "500ms"';
export const URL_EXPECTED = 'expected an http or https URL such as "http://localhost:8000/health"';

/** A probe in order. */
export const TCP = 'tcp: { host: localhost, port: 1 }';

/** Of a document that begins with its version: what is given begins on the second line. */
export function faultsOfLine(line: string): readonly string[] {
  return faultLines(decode(`version: 1\n${line}\n`));
}
