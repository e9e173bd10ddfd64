import { describe, expect, it } from 'vitest';
import { templateDrawings, trayDrawings } from '../../../build/icons/tray-drawings.ts';
import { trayView } from '../../../electron/desktop/tray-view.ts';
import type { Status } from '../../../shared/domain/sample.ts';
import { localTime, measure, service, trayFacts } from './tray-facts.ts';

const fleet = (...statuses: Status[]) => statuses.map((status, index) => service(`s${index}`, { status }));

describe('the face', () => {
  it.each([
    ['all up', { services: fleet('up', 'up') }, 'up'],
    ['one degraded', { services: fleet('up', 'degraded') }, 'degraded'],
    ['one degraded, one not observed', { services: fleet('degraded', 'unknown') }, 'degraded'],
    ['one down, one degraded', { services: fleet('down', 'degraded') }, 'down'],
    ['one down, others not observed', { services: fleet('down', 'unknown', 'unknown') }, 'down'],
    ['some not observed', { services: fleet('up', 'unknown') }, 'unseen'],
    ['none observed', { services: fleet('unknown', 'unknown') }, 'unseen'],
    ['no services', { services: [] }, 'unseen'],
    ['cut off, one down', { services: fleet('down', 'unknown'), hindrance: 'offline' }, 'unseen'],
    ['a stuck monitor, one up', { services: fleet('up', 'unknown'), hindrance: 'stale' }, 'stale'],
    ['paused', { services: fleet('unknown'), hindrance: 'paused' }, 'paused'],
    ['no news, while paused', { services: fleet('unknown'), hindrance: 'paused', stale: true }, 'stale'],
    ['no news, the last said down', { services: fleet('down'), stale: true }, 'stale'],
  ] as const)('%s', (_, situation, face) => {
    expect(trayView(trayFacts(situation)).face).toBe(face);
  });
});

describe('a silence of all services', () => {
  const silence = { ...measure, until: localTime(15, 0) };
  const silenced = (...statuses: Status[]) => fleet(...statuses).map((view) => ({ ...view, silence }));

  it.each([
    ['all up', silenced('up', 'up'), 'silenced'],
    ['one is not silenced', [...silenced('up'), service('loud')], 'up'],
    ['one down', silenced('up', 'down'), 'down'],
    ['one degraded', silenced('up', 'degraded'), 'degraded'],
    ['not observed', silenced('unknown'), 'unseen'],
    ['no services', [], 'unseen'],
  ] as const)('hides nothing: %s', (_, services, face) => {
    expect(trayView(trayFacts({ services })).face).toBe(face);
  });

  it('is in the tooltip, with its end, beside what is down', () => {
    const { tooltip } = trayView(trayFacts({ services: silenced('down', 'up') }));
    expect(tooltip).toBe('Bellwether: 1 of 2 services down\nnobody is told until 15:00\nlast probe 14:03');
  });
});

describe('the icon', () => {
  it.each([
    ['linux', 'dark', ['up'], 'tray-up-dark.png'],
    ['linux', 'light', ['down', 'degraded'], 'tray-down-2-light.png'],
    ['win32', 'dark', ['degraded'], 'tray-degraded-1-dark.ico'],
    ['win32', 'light', Array<Status>(10).fill('down'), 'tray-down-9p-light.ico'],
    ['darwin', 'dark', ['down'], 'tray-downTemplate.png'],
    ['darwin', 'light', ['unknown'], 'tray-unseenTemplate.png'],
  ] as const)('on %s in %s for %j is %s', (platform, style, statuses, icon) => {
    const services = fleet(...statuses);
    expect(trayView(trayFacts({ platform, style, services })).icon).toBe(icon);
  });

  it.each(['darwin', 'win32', 'linux'] as const)('is one that is drawn, on %s', (platform) => {
    const drawn = new Set([...trayDrawings(), ...templateDrawings()].map(({ name }) => name));
    const failing = (['degraded', 'down'] as const).flatMap((status) =>
      Array.from({ length: 12 }, (_, index) => ({
        services: fleet(...Array<Status>(index + 1).fill(status)),
      })),
    );
    const silence = { ...measure, until: 'recovery' } as const;
    const seen = [
      {},
      { services: [service('a', { silence })] },
      { stale: true },
      { hindrance: 'paused' as const },
      { services: [] },
      ...failing,
    ];
    const named = seen.flatMap((situation) =>
      (['light', 'dark'] as const).map(
        (style) => trayView(trayFacts({ ...situation, platform, style })).icon,
      ),
    );
    expect(named.filter((icon) => !drawn.has(icon.replace(/\.\w+$/, '')))).toEqual([]);
  });

  it('has how many fail beside it on macOS only, and only while that is what it says', () => {
    const services = fleet('down', 'degraded', 'up');
    const title = (changes: object) =>
      trayView(trayFacts({ services, platform: 'darwin', ...changes })).title;
    expect(title({})).toBe('2');
    expect(title({ services: fleet('up') })).toBe('');
    expect(title({ stale: true })).toBe('');
    expect(title({ hindrance: 'offline' })).toBe('');
    expect(title({ platform: 'win32' })).toBe('');
  });
});

describe('the tooltip', () => {
  it('says the headline and when something was last probed', () => {
    const services = [
      service('a', { status: 'down', at: localTime(14, 3) }),
      service('b', { status: 'down', at: localTime(13, 59) }),
      service('c', { at: null }),
    ];
    expect(trayView(trayFacts({ services })).tooltip).toBe(
      'Bellwether: 2 of 3 services down\nlast probe 14:03',
    );
  });

  it('says no time when nothing was probed', () => {
    expect(trayView(trayFacts({ services: [] })).tooltip).toBe('Bellwether: No services configured');
  });

  it('says the day of a probe that was not today', () => {
    const services = [service('a', { at: localTime(23, 5, 3) })];
    expect(trayView(trayFacts({ services })).tooltip).toContain('last probe 3 Jan 23:05');
  });

  it('says since when there has been no news', () => {
    expect(trayView(trayFacts({ stale: true })).tooltip).toBe(
      'Bellwether: no news since 14:30, then: The service is up\nlast probe 14:03',
    );
  });

  it('fits into what Windows keeps of it', () => {
    const facts = trayFacts({ platform: 'win32' });
    const overview = { ...facts.snapshot.overview, headline: 'x'.repeat(200) };
    const { tooltip } = trayView({ ...facts, snapshot: { ...facts.snapshot, overview } });
    expect(tooltip).toHaveLength(127);
    expect(tooltip.endsWith('x…')).toBe(true);
  });
});

describe('two views', () => {
  const view = (at: number, changes: object = {}) => {
    const facts = trayFacts({ services: [service('a', { at, latencyMs: at % 97, ...changes })] });
    return JSON.stringify(trayView({ ...facts, snapshot: { ...facts.snapshot, revision: at } }));
  };

  it('are the same while nothing differs that a person can see', () => {
    expect(view(localTime(14, 3) + 5000)).toBe(view(localTime(14, 3) - 5000));
  });

  it('differ when one of the things shown does', () => {
    expect(view(localTime(14, 4))).not.toBe(view(localTime(14, 3)));
    const silence = { ...measure, until: 'recovery' };
    expect(view(localTime(14, 3), { silence })).not.toBe(view(localTime(14, 3)));
  });
});
