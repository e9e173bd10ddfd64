import { expect, it } from 'vitest';
import { overview } from '../../../shared/domain/overview.ts';
import type { Status } from '../../../shared/domain/sample.ts';

it.each<[Status[], boolean, string, string]>([
  [['up', 'up'], false, 'up', 'All 2 services up'],
  [['up'], false, 'up', 'The service is up'],
  [['up', 'degraded'], false, 'degraded', '1 of 2 services degraded'],
  [['down', 'degraded', 'up'], false, 'down', '1 of 3 services down, 1 degraded'],
  [['down'], false, 'down', '1 of 1 service down'],
  [['up', 'unknown'], false, 'unknown', '1 of 2 services not observed'],
  [['unknown', 'unknown'], false, 'unknown', 'Nothing observed yet'],
  [[], false, 'unknown', 'No services configured'],
  [['unknown', 'up'], true, 'offline', 'Cut off from the network'],
  [['unknown', 'down'], true, 'offline', 'Cut off from the network, 1 of 2 services down'],
])('of %j (cut off: %s) is %s: %s', (statuses, offline, overall, headline) => {
  expect(overview(statuses, offline)).toMatchObject({ overall, headline });
});
