import type { AlertRule, RuleId } from './alert-rule.ts';

export type ServiceId = string & { readonly __brand: 'ServiceId' };
export type GroupId = string & { readonly __brand: 'GroupId' };

/** Marks a decoded text as the id of a service; whether there is one is for the caller to look up. */
export function serviceIdOf(id: string): ServiceId {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a brand exists in types only
  return id as ServiceId;
}

export function groupIdOf(id: string): GroupId {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a brand exists in types only
  return id as GroupId;
}

export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** An inclusive range of HTTP status codes; `2xx` is 200 to 299. */
export interface StatusRange {
  readonly from: number;
  readonly to: number;
}

export interface HttpProbe {
  readonly kind: 'http';
  /** Absolute http(s) URL with secrets filled in: for the prober only, never shown. */
  readonly url: string;
  readonly method: string;
  /** May hold secrets: for the prober only, never shown. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expectStatus: readonly StatusRange[];
  /** Text that the body has to contain. */
  readonly expectBody: string | null;
  /** The JSON body has to contain at least these members, with these values. */
  readonly expectJson: Readonly<Record<string, JsonValue>> | null;
  /** How many redirects are followed; 0 judges the redirect itself. */
  readonly followRedirects: number;
  /** In lower case: hosts to which redirects may lead although they lie further inside than who redirects there. */
  readonly redirectHosts?: readonly string[];
  /** Keep the connection for the next probe instead of opening a fresh one each time. */
  readonly reuseConnection: boolean;
  readonly tls: { readonly verify: boolean; /** Absolute path. */ readonly caFile: string | null };
}

interface TcpProbe {
  readonly kind: 'tcp';
  readonly host: string;
  readonly port: number;
}

export type ProbeSettings = HttpProbe | TcpProbe;

/** A thing we watch, with every default, group setting and override already applied. */
export interface Service {
  readonly id: ServiceId;
  readonly name: string;
  readonly group: GroupId | null;
  readonly tags: readonly string[];
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** From this latency on a good response counts as degraded. */
  readonly degradedAfterMs: number;
  /** Above this latency a good response counts as down. */
  readonly downAfterMs: number;
  readonly probe: ProbeSettings;
  /** What a person may see of where it is: URL or host:port, secrets masked. */
  readonly address: string;
  /** What the references of the document stand for, this service's and all others': never shown, whoever sends it back. */
  readonly secrets: readonly string[];
  /** Its host is this machine: it can be judged while the network is cut off. */
  readonly loopback: boolean;
  readonly dependsOn: readonly ServiceId[];
  /** Label to http(s) URL. */
  readonly links: Readonly<Record<string, string>>;
  /** The rules that apply to it, overrides already applied. */
  readonly rules: readonly AlertRule[];
}

export interface Group {
  readonly id: GroupId;
  readonly name: string;
}

export function ruleOf({ rules }: Service, { ruleId }: { readonly ruleId: RuleId }): AlertRule | undefined {
  return rules.find(({ id }) => id === ruleId);
}
