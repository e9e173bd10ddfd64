import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertRule } from '../../shared/domain/alert-rule.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Service } from '../../shared/domain/service.ts';
import { formatDuration } from '../../shared/lib/duration.ts';
import { failed, warning, well, type Finding } from './finding.ts';
import { ownConfig } from './own-config.ts';
import { simulateOutage } from './simulated-outage.ts';

/** A day of pretend time takes seconds, and no longer hold is counted in another way. */
const LONGEST_HOLD_MS = 3_600_000;

/** An outage is told and so is its end, by the rule of the installation that tells first. */
export async function checkAlert(
  config: Config,
  temporaryFolder: string,
  now: number,
  signal: AbortSignal,
): Promise<Finding<null>> {
  const installed = quickestRule(config);
  const tried = installed ?? quickestRule(ownConfig(1));
  if (tried === null) throw new Error('there is no rule to try');
  const { service, rule } = tried;
  const folder = join(temporaryFolder, 'alert');
  mkdirSync(folder, { recursive: true });
  const holdMs = Math.min(rule.holdMs, LONGEST_HOLD_MS);
  const outage = await simulateOutage(service, { ...rule, holdMs }, folder, now, signal);
  if (!outage.ok) {
    return failed(`"${rule.id}" of ${service.id}: ${outage.error}`, [
      'Nobody would hear of an outage: please report this with the rule and these words.',
    ]);
  }
  if (installed === null && config.services.length > 0) {
    return warning('no rule tells that a service is down', [
      'Add one under `rules:` in the configuration: { id: service-down, when: down, for: 30s, severity: critical }',
    ]);
  }
  const { firedAfterMs, resolvedAfterMs } = outage.value;
  const instead = holdMs < rule.holdMs ? ` with \`for: ${formatDuration(holdMs)}\`` : '';
  return well(
    `${service.id}, simulated${instead}: outage told after ${formatDuration(firedAfterMs)}, end after ${formatDuration(resolvedAfterMs)}`,
  );
}

interface Tried {
  readonly service: Service;
  readonly rule: AlertRule;
}

function quickestRule({ services }: Config): Tried | null {
  const [first] = services
    .flatMap((service) => service.rules.map((rule) => ({ service, rule })))
    .filter(({ rule }) => rule.condition.kind === 'down')
    .sort((a, b) => a.rule.holdMs - b.rule.holdMs);
  return first ?? null;
}
