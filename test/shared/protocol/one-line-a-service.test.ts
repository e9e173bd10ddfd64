import { describe, expect, it } from 'vitest';
import { alertViews, overviewOf } from '../../../shared/protocol/build-views.ts';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const degraded = rule({
  id: 'degraded-performance',
  condition: { kind: 'degraded' },
  holdMs: 60_000,
  severity: 'warning',
});
const tolerance = rule({ id: 'frontend-tolerance', holdMs: 120_000, severity: 'warning' });

function seen(story: Story, watched: ReturnType<typeof service>) {
  const both = { service: watched, state: story.state() };
  const { firing, pending } = overviewOf([both], null, null, story.now);
  const leading = alertViews(both, story.now).filter(({ leads }) => leads);
  return { firing, pending, leading: leading.map(({ rule: id, state }) => `${state} ${id}`) };
}

describe('a service with several alerts is one problem', () => {
  it('of which the one that is told stands for it, held back ones do not count', () => {
    const frontend = service({ rules: [degraded, tolerance] });
    const story = new Story(frontend).samples('0s', '90s', '5s', 'refused');
    expect(seen(story, frontend)).toEqual({ firing: 0, pending: 1, leading: ['pending frontend-tolerance'] });
    story.samples('95s', '3m', '5s', 'refused');
    expect(seen(story, frontend)).toEqual({ firing: 1, pending: 0, leading: ['firing frontend-tolerance'] });
  });

  it('of which what was told stands for it until something graver is', () => {
    const core = service({ rules: [rule(), degraded] });
    const story = new Story(core).samples('0s', '1m', '5s', 'slow').samples('65s', '90s', '5s', 'refused');
    expect(seen(story, core)).toEqual({ firing: 1, pending: 0, leading: ['firing degraded-performance'] });
    story.samples('95s', '100s', '5s', 'refused');
    expect(seen(story, core)).toEqual({ firing: 1, pending: 0, leading: ['firing service-down'] });
  });
});
