import { ruleIdOf, type AlertRule, type Condition } from '../domain/alert-rule.ts';
import type { ConfigDocument } from './schema.ts';

type DocumentRule = ConfigDocument['rules'][number];
type Overrides = ConfigDocument['services'][number]['rules'];

/** The rules that apply to a service of this group; a service's overrides win over its group's. */
export function rulesFor(
  rules: readonly DocumentRule[],
  groupId: string | undefined,
  ofGroup: Overrides,
  ofService: Overrides,
): readonly AlertRule[] {
  return rules.flatMap((rule) => {
    if (!appliesTo(rule, groupId)) return [];
    const group = overrideOf(ofGroup, rule.id);
    const service = overrideOf(ofService, rule.id);
    if (service === 'off' || (service === undefined && group === 'off')) return [];
    const inGroup = group === 'off' ? undefined : group;
    return [
      {
        // Decoded: the schema admits nothing else as the id of a rule.
        id: ruleIdOf(rule.id),
        condition: condition(service?.when ?? inGroup?.when ?? rule.when),
        holdMs: service?.for ?? inGroup?.for ?? rule.for,
        severity: service?.severity ?? inGroup?.severity ?? rule.severity,
        cooldownMs: service?.cooldown ?? inGroup?.cooldown ?? rule.cooldown,
      },
    ];
  });
}

export function appliesTo(rule: DocumentRule, groupId: string | undefined): boolean {
  if (rule.groups !== undefined) return groupId !== undefined && rule.groups.includes(groupId);
  return groupId === undefined || rule.exceptGroups?.includes(groupId) !== true;
}

function overrideOf(overrides: Overrides, id: string) {
  return overrides !== undefined && Object.hasOwn(overrides, id) ? overrides[id] : undefined;
}

function condition(when: DocumentRule['when']): Condition {
  if (typeof when === 'string') return { kind: when };
  return 'failing' in when
    ? { kind: 'failing', share: when.failing }
    : { kind: 'latency-above', thresholdMs: when.latencyAbove };
}
