import { describe, expect, it } from 'vitest';
import { nextCards, NO_CARDS } from '../../../electron/desktop/notification-cards.ts';
import type { RuleId } from '../../../shared/domain/alert-rule.ts';
import type { Notification } from '../../../shared/domain/notification.ts';
import { notification } from '../../builders/record.ts';

type Changes = Parameters<typeof notification>[1];

const down = (service: string, changes: Changes = {}) =>
  notification(0, { service, title: `${service} is down`, body: 'refused, for 30 s', ...changes });
const up = (service: string, changes: Changes = {}) =>
  notification(0, {
    service,
    severity: 'info',
    reason: 'resolved',
    title: `${service} is up again`,
    body: 'service-down resolved after 2 min',
    ...changes,
  });
const slow = (service: string, changes: Changes = {}) =>
  down(service, {
    severity: 'warning',
    title: `${service} is degraded`,
    ruleId: 'degraded-performance' as RuleId,
    ...changes,
  });
const notice = (title: string): Notification => ({
  ...notification(0, { title, severity: 'warning', reason: 'notice', ruleId: null }),
  serviceId: null,
});

const isDown = ({ title }: Notification) => title.endsWith(' is down');

type Story = readonly (readonly [seconds: number, Notification])[];

/** What is shown and closed for each, given the seconds at which they come. */
function tell(...story: Story) {
  let cards = NO_CARDS;
  return story.map(([seconds, next]) => {
    const { show, close, cards: after } = nextCards(cards, next, isDown(next), seconds * 1000);
    cards = after;
    return { ...show, close };
  });
}

/** The same, in short. */
function titles(...story: Story) {
  return tell(...story).map(({ id, title, close }) => [id, title, ...close]);
}

describe('one service', () => {
  it('has one card: the recovery replaces the alarm', () => {
    expect(tell([0, down('a')], [120, up('a')])).toEqual([
      {
        id: 'service:a',
        title: 'a is down',
        body: 'Refused, for 30 s',
        critical: true,
        alarmOf: 'a',
        close: [],
      },
      {
        id: 'service:a',
        title: 'a is up again',
        body: 'Service-down resolved after 2 min',
        critical: false,
        alarmOf: null,
        close: [],
      },
    ]);
  });

  it('is no group however often it is told of', () => {
    expect(titles([0, down('a')], [1, slow('a')], [2, up('a')], [3, down('a')])).toEqual([
      ['service:a', 'a is down'],
      ['service:a', 'a is degraded'],
      ['service:a', 'a is up again'],
      ['service:a', 'a is down'],
    ]);
  });

  it.each([
    ['down', down('a'), true],
    ['down after a cooldown', down('a', { reason: 'cooldown-over' }), true],
    ['degraded', slow('a'), false],
    ['degraded under a critical rule', { ...slow('a'), severity: 'critical' } as const, false],
    ['seen up since', down('a', { title: 'a was down, not yet resolved' }), false],
    ['resolved', up('a', { severity: 'critical' }), false],
  ])('is critical only while down: %s', (_, told, critical) => {
    expect(tell([0, told])).toMatchObject([{ critical }]);
  });

  it('is told in plain text of bounded length', () => {
    const [card] = tell([0, down('a', { title: 'a\u0007 is down', body: 'x'.repeat(1000) })]);
    expect(card?.title).toBe(String.raw`a\u{7} is down`);
    expect(card?.body).toHaveLength(300);
  });
});

describe('the monitor itself', () => {
  it('has a card of its own that joins no group', () => {
    const story = titles([0, down('a')], [1, notice('cut off')], [2, down('b')], [3, notice('back')]);
    expect(story).toEqual([
      ['service:a', 'a is down'],
      ['monitor', 'cut off'],
      ['service:b', 'b is down'],
      ['monitor', 'back'],
    ]);
  });

  it('has one for each notice, which replaces itself', () => {
    const cannot = (title: string, noticeId: string) => ({ ...notice(title), noticeId });
    const story = titles(
      [0, cannot('a', 'unjudged')],
      [1, cannot('b', 'vpn')],
      [700, cannot('c', 'unjudged')],
    );
    expect(story.map(([id]) => id)).toEqual(['monitor:unjudged', 'monitor:vpn', 'monitor:unjudged']);
  });
});

describe('several services', () => {
  it('become one card with the third within five seconds', () => {
    const story = tell([0, down('a')], [2, down('b')], [5, down('c')]);
    expect(story[2]).toEqual({
      id: 'group',
      title: '3 services are down',
      body: 'a, b and c',
      critical: true,
      alarmOf: null,
      close: ['service:a', 'service:b'],
    });
  });

  it('stay apart when the third comes later', () => {
    expect(titles([0, down('a')], [2, down('b')], [5.001, down('c')]).at(-1)).toEqual([
      'service:c',
      'c is down',
    ]);
  });

  it('become one as soon as any three came within five seconds', () => {
    expect(titles([0, down('a')], [4, down('b')], [6, down('c')], [8, down('d')]).at(-1)).toEqual([
      'group',
      '3 services are down',
      'service:b',
      'service:c',
    ]);
  });

  it('go on in the same card while news keeps coming, then start afresh', () => {
    const three = [0, 1, 2].map((at) => [at, down(`s${at}`)] as const);
    expect(titles(...three, [6, down('d')], [11, down('e')], [16.001, down('f')]).slice(3)).toEqual([
      ['group', '4 services are down'],
      ['group', '5 services are down'],
      ['service:f', 'f is down'],
    ]);
  });

  it('are named up to four', () => {
    const story = Array.from({ length: 6 }, (_, index) => [0, down(`s${index}`)] as const);
    expect(
      tell(...story)
        .map(({ body }) => body)
        .slice(2),
    ).toEqual([
      's0, s1 and s2',
      's0, s1, s2 and s3',
      's0, s1, s2, s3 and 1 more',
      's0, s1, s2, s3 and 2 more',
    ]);
  });

  it('are told for what they are when they differ', () => {
    expect(tell([0, slow('a')], [0, slow('b')], [0, slow('c')])[2]).toMatchObject({
      title: '3 services are degraded',
      critical: false,
    });
    expect(tell([0, down('a')], [0, slow('b')], [0, down('c')])[2]).toMatchObject({
      title: '3 services are failing',
      body: 'a is down, b is degraded and c is down',
      critical: true,
    });
    expect(tell([0, down('a')], [0, up('b')], [0, down('c')])[2]).toMatchObject({
      title: '3 services changed',
      body: 'a is down, b is up again and c is down',
    });
  });

  it('count a service once, with what was said last', () => {
    expect(tell([0, down('a')], [0, down('b')], [0, down('c')], [1, up('a')])[3]).toMatchObject({
      title: '3 services changed',
      body: 'b is down, c is down and a is up again',
    });
  });

  it('may have names that read like what is said', () => {
    const named = (name: string) => down(name, { title: `${name} is down` });
    expect(tell([0, named('what is up')], [0, named('b')], [0, named('c')])[2]).toMatchObject({
      title: '3 services are down',
      body: 'what is up, b and c',
    });
  });
});

describe('a group alarm', () => {
  const alarm = [0, 1, 2].map((at) => [at, down(`s${at}`)] as const);

  it('is replaced when its services recover together', () => {
    const story = tell(...alarm, [60, up('s0')], [61, up('s1')], [62, up('s2')]);
    expect(story.slice(3).map(({ id, close }) => [id, close])).toEqual([
      ['service:s0', []],
      ['service:s1', []],
      ['group', ['service:s0', 'service:s1']],
    ]);
    expect(story[5]).toMatchObject({
      title: '3 services are up again',
      body: 's0, s1 and s2',
      critical: false,
    });
  });

  it('is closed when the last of its services has recovered by itself', () => {
    expect(titles(...alarm, [60, up('s0')], [120, up('s1')], [180, up('s2')]).slice(3)).toEqual([
      ['service:s0', 's0 is up again'],
      ['service:s1', 's1 is up again'],
      ['service:s2', 's2 is up again', 'group'],
    ]);
  });

  it('is not closed by what is only better', () => {
    const better = slow('s2', { reason: 'improved', title: 's2 is better, now degraded' });
    const story = titles(...alarm, [60, up('s0')], [70, up('s1')], [80, better], [90, up('s2')]);
    expect(story.slice(-2)).toEqual([
      ['service:s2', 's2 is better, now degraded'],
      ['service:s2', 's2 is up again', 'group'],
    ]);
  });

  it('that another one takes the place of is not forgotten', () => {
    const more = [60, 61, 62].map((at) => [at, down(`t${at}`)] as const);
    const recovered = [0, 1, 2].map((at) => [300 + at * 60, up(`s${at}`)] as const);
    const rest = [60, 61, 62].map((at) => [600 + at * 60, up(`t${at}`)] as const);
    const story = tell(...alarm, ...more, ...recovered, ...rest);
    expect(story[5]).toMatchObject({
      title: '3 services are down',
      body: 't60, t61 and t62. 3 more are still failing',
    });
    expect(story.slice(6).map(({ close }) => close)).toEqual([[], [], [], [], [], ['group']]);
  });
});
