import type { AlertRule, RuleId } from '../../shared/domain/alert-rule.ts';
import type { GroupId, Service, ServiceId } from '../../shared/domain/service.ts';

export function serviceId(id: string): ServiceId {
  return id as ServiceId;
}

export function rule(overrides: Partial<Omit<AlertRule, 'id'>> & { readonly id?: string } = {}): AlertRule {
  return {
    condition: { kind: 'down' },
    holdMs: 30_000,
    severity: 'critical',
    cooldownMs: 300_000,
    ...overrides,
    id: (overrides.id ?? 'service-down') as RuleId,
  };
}

type Overrides = Partial<Omit<Service, 'id' | 'group' | 'dependsOn'>> & {
  readonly id?: string;
  readonly group?: string | null;
  readonly dependsOn?: readonly string[];
};

/** A service on loopback with the shipped thresholds and, unless told otherwise, the rule service-down. */
export function service(overrides: Overrides = {}): Service {
  const { id = 'orders', group = null, dependsOn = [], ...rest } = overrides;
  return {
    name: id,
    tags: [],
    intervalMs: 30_000,
    timeoutMs: 10_000,
    degradedAfterMs: 1000,
    downAfterMs: 5000,
    probe: { kind: 'tcp', host: '127.0.0.1', port: 8000 },
    address: '127.0.0.1:8000',
    secrets: [],
    loopback: true,
    links: {},
    rules: [rule()],
    ...rest,
    id: serviceId(id),
    group: group as GroupId | null,
    dependsOn: dependsOn.map(serviceId),
  };
}
