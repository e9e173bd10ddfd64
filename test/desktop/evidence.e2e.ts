import { expect, it } from 'vitest';
import type { IncidentDetail } from '../../shared/protocol/views.ts';
import { watched } from './fleet.ts';

it('the window shows what a service said when it broke, a browser without a token only that it did', async () => {
  const { fleet, desktop } = await watched(['orders']);
  await desktop.until(({ trays }) => trays[0]?.tooltip.includes('up'), 'the fleet up');
  fleet.down.add('orders');
  await desktop.notified('ORDERS is down');

  await desktop.sees('ORDERS');
  await desktop.tell({ do: 'evaluate', code: `location.hash = '#/services/orders'` });
  await desktop.sees('Evidence');
  await desktop.tell({ do: 'click', selector: '.incidents .button' });
  await desktop.sees('Copy as Markdown');
  expect(await desktop.text()).not.toContain('What was sent and answered is for operators.');

  const { incidents } = (await fleet.get('/api/v1/incidents')) as { incidents: readonly { id: string }[] };
  const id = encodeURIComponent(incidents[0]?.id ?? '');
  const { evidence } = (await fleet.get(`/api/v1/incidents/${id}`)) as IncidentDetail;
  expect(evidence?.lastGood).toMatchObject({ status: 'up', httpStatus: 200, content: null });
  expect(evidence?.firstBad).toMatchObject({ cause: 'http-status', httpStatus: 503, content: null });
});
