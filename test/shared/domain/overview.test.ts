import { expect, it } from 'vitest';
import { overview, type Hindrance } from '../../../shared/domain/overview.ts';
import type { Status } from '../../../shared/domain/sample.ts';

it.each<[Status[], Hindrance | null, string, string]>([
  [['up', 'up'], null, 'up', 'All 2 services up'],
  [['up'], null, 'up', 'The service is up'],
  [['up', 'degraded'], null, 'degraded', '1 of 2 services degraded'],
  [['down', 'degraded', 'up'], null, 'down', '1 of 3 services down, 1 degraded'],
  [['down'], null, 'down', '1 of 1 service down'],
  [['up', 'unknown'], null, 'unknown', '1 of 2 services not observed'],
  [['unknown', 'unknown'], null, 'unknown', 'Nothing observed right now'],
  [[], null, 'unknown', 'No services configured'],
  [['unknown', 'up'], 'offline', 'offline', 'Cut off from the network'],
  [['unknown', 'down'], 'offline', 'offline', 'Cut off from the network, 1 of 2 services down'],
  [['unknown', 'unknown'], 'paused', 'paused', 'Monitoring is paused'],
  [[], 'paused', 'paused', 'Monitoring is paused'],
  [['up', 'down', 'unknown'], 'stale', 'stale', 'The monitor brings no results'],
])('of %j (hindrance: %s) is %s: %s', (statuses, hindrance, overall, headline) => {
  expect(overview(statuses, hindrance)).toMatchObject({ overall, headline });
});
