import { describe, expect, it } from 'vitest';
import {
  CONNECTED,
  mayBeTheMachine,
  nextConnectivity,
  type Connectivity,
} from '../../../shared/domain/connectivity.ts';
import { NO_TIMINGS, type Cause } from '../../../shared/domain/probe-result.ts';
import { silenceOf, type Silence } from '../../../shared/domain/silence.ts';
import { network } from '../../builders/network.ts';
import { sample } from '../../builders/record.ts';
import { serviceId } from '../../builders/service.ts';
import { result } from '../../builders/story.ts';

/**
 * What services beyond this machine do, at seconds since the beginning: `0 a silent`, `20 b answers`; `300` alone is time that
 * passes. Each probe begins when it ends, unless `<` and a second say otherwise.
 */
function play(services: string, ...story: readonly string[]) {
  const outside = services.split(' ').map(serviceId);
  const released: string[] = [];
  const unseen: string[] = [];
  const asked: string[] = [];
  let state: Connectivity = CONNECTED;
  for (const line of story) {
    const [at = '', service = '', what = '', begun = at] = line.split(/ <?/);
    const now = Number(at) * 1000;
    const fact =
      service === ''
        ? ({ kind: 'time' } as const)
        : ({
            kind: 'sample',
            sample: sample(now, { service, status: what === 'answers' ? 'up' : 'down' }),
            silence: what === 'answers' ? null : (what as Silence),
            begunAt: Number(begun) * 1000,
          } as const);
    const step = nextConnectivity(state, fact, outside, now);
    state = step.next;
    released.push(...step.released.map((one) => `${one.serviceId}@${one.at / 1000}`));
    unseen.push(...step.unseen);
    asked.push(...step.ask);
  }
  const { offlineSince, offlineBy } = state;
  return {
    cutOff: offlineSince === null ? null : `${offlineBy} since ${offlineSince / 1000}`,
    released: released.join(' '),
    unseen: unseen.join(' '),
    asked: asked.join(' '),
    held: outside.filter((id) => mayBeTheMachine(state, id)).join(' '),
  };
}

type Played = Partial<ReturnType<typeof play>>;

describe('a name that does not exist', () => {
  it.each<[string, string, readonly string[], Played]>([
    [
      'is an alarm for each of two',
      'a b',
      ['0 a not-there', '1 b not-there'],
      { released: 'a@0 b@1', held: '' },
    ],
    ['is one for a service that is the only one', 'a', ['0 a not-there'], { released: 'a@0', held: '' }],
    [
      'is one also while nobody answers',
      'a b',
      ['0 b silent', '1 a not-there'],
      { released: 'b@0 a@1', held: 'b' },
    ],
    [
      'tells that a name server answers',
      'a b',
      ['0 a unseen', '1 b not-there', '2 a unseen'],
      { released: 'b@1 a@0 a@2', held: '' },
    ],
    [
      'ends being cut off for want of a route',
      'a b',
      ['0 a no-route', '1 b no-route', '9 a not-there', '9 b not-there'],
      { cutOff: null, released: 'a@9 b@9' },
    ],
  ])('%s', (_, services, story, expected) => {
    expect(play(services, ...story)).toMatchObject({ cutOff: null, ...expected });
  });
});

describe('a name server that gives no answer', () => {
  it.each<[string, string, readonly string[], Played]>([
    ['is an outage of a service that is the only one', 'a', ['0 a unseen'], { released: 'a@0', held: '' }],
    [
      'tells nothing yet, and others are asked',
      'a b c',
      ['0 a unseen'],
      { released: '', asked: 'b c', unseen: '' },
    ],
    [
      'is an outage when another one answers',
      'a b',
      ['0 a unseen', '1 b answers', '2 a unseen'],
      { released: 'b@1 a@0 a@2', asked: 'b a', held: '' },
    ],
    [
      'is nothing when it was for a moment',
      'a b',
      ['0 a unseen', '1 b answers', '2 a answers'],
      { released: 'b@1 a@2' },
    ],
    [
      'is still nothing when its probe began before the other answered',
      'a b',
      ['0 a unseen', '2 b answers', '3 a unseen <1', '4'],
      { released: 'b@2', asked: 'b a a' },
    ],
    [
      'cannot be seen through when every service fails so',
      'a b',
      ['0 a unseen', '1 b unseen', '60 a unseen'],
      { released: '', unseen: 'a b', held: 'a b' },
    ],
    [
      'cannot be seen through when the others are silent',
      'a b',
      ['0 a unseen', '1 b silent'],
      { released: 'b@1', unseen: 'a', held: 'a b' },
    ],
    [
      'of every service is one alarm after five minutes',
      'a b',
      ['0 a unseen', '1 b unseen', '299', '300'],
      { cutOff: 'silence since 0', released: 'a@0 b@1' },
    ],
    [
      'of every service for less is none',
      'a b',
      ['0 a unseen', '1 b unseen', '299'],
      { cutOff: null, released: '' },
    ],
  ])('%s', (_, services, story, expected) => {
    expect(play(services, ...story)).toMatchObject({ cutOff: null, ...expected });
  });
});

describe('a service that is silent', () => {
  it.each<[string, string, readonly string[], Played]>([
    ['counts, and it may be the machine', 'a b', ['0 a silent'], { released: 'a@0', held: 'a', asked: 'b' }],
    ['counts for itself when it is the only one', 'a', ['0 a silent'], { released: 'a@0', held: '' }],
    [
      'counts for itself when another one answers',
      'a b',
      ['0 a silent', '1 b answers', '2 a silent'],
      { held: '', asked: 'b a' },
    ],
    [
      'is, with all others, one alarm after five minutes',
      'a b',
      ['0 a silent', '1 b silent', '300'],
      { cutOff: 'silence since 0', held: 'a b' },
    ],
    [
      'of others that were silent for less waits for the whole time of the first',
      'a b',
      ['0 a silent', '250 b silent', '300'],
      { cutOff: 'silence since 0' },
    ],
    [
      'is asked again as soon as another one answers',
      'a b',
      ['0 a silent', '1 b silent', '300', '310 b answers'],
      { cutOff: null, asked: 'b a', held: 'a' },
    ],
    [
      'and fails again then may still wait for its name server or its router',
      'a b',
      ['0 a silent', '1 b silent', '300', '310 b answers', '311 a silent', '339 a unseen', '339'],
      { cutOff: null, held: 'a', asked: 'b a' },
    ],
    [
      'and fails half a minute later is told for itself',
      'a b',
      ['0 a silent', '1 b silent', '300', '310 b answers', '311 a silent', '340', '341 a silent <340'],
      { cutOff: null, held: '', asked: 'b a a' },
    ],
    [
      'for seconds, and then others answer, loses no time',
      'a b',
      ['0 a silent', '29 b answers', '30 a silent'],
      { held: '' },
    ],
  ])('%s', (_, services, story, expected) => {
    expect(play(services, ...story)).toMatchObject({ cutOff: null, ...expected });
  });
});

describe('a service to which no route leads', () => {
  it.each<[string, string, readonly string[], Played]>([
    [
      'is cut off for as long as that lasts, when it is the only one',
      'a',
      ['0 a no-route', '9 a no-route', '900'],
      { cutOff: 'route since 0', released: '', unseen: 'a' },
    ],
    [
      'is cut off with all others',
      'a b',
      ['0 a no-route', '1 b no-route', '900'],
      { cutOff: 'route since 0', released: '', unseen: 'a b' },
    ],
    [
      'waits for others that have not been heard of',
      'a b',
      ['0 a no-route', '29'],
      { cutOff: null, unseen: '', asked: 'b' },
    ],
    [
      'waits for them no longer than half a minute',
      'a b',
      ['0 a no-route', '30'],
      { cutOff: 'route since 0', unseen: 'a' },
    ],
    [
      'is an outage while another one answers',
      'a b',
      ['0 a no-route', '1 b answers', '2 a no-route'],
      { cutOff: null, released: 'b@1 a@0 a@2', held: '' },
    ],
    [
      'is seen again with the first answer',
      'a b',
      ['0 a no-route', '1 b no-route', '60 a answers'],
      { cutOff: null, released: 'a@60' },
    ],
    [
      'is judged as with any, as soon as there is a way',
      'a',
      ['0 a no-route', '60 a silent'],
      { cutOff: null, released: 'a@60', held: '' },
    ],
    [
      'is judged with the others, as soon as there are ways',
      'a b',
      ['0 a no-route', '1 b no-route', '60 a silent', '61 b silent', '361'],
      { cutOff: 'silence since 60', released: 'a@60 b@61' },
    ],
  ])('%s', (_, services, story, expected) => {
    expect(play(services, ...story)).toMatchObject(expected);
  });
});

it('says of each service once that nothing is seen of it', () => {
  const lines = Array.from({ length: 20 }, (_, turn) => [`${turn} a unseen`, `${turn} b unseen`]).flat();
  expect(play('a b', ...lines).unseen).toBe('a b');
});

describe('what a failure says', () => {
  const machine = network(
    { lo: '127.0.0.1/8', eth0: '192.168.1.5/24', docker0: '172.17.0.1/16' },
    '192.168.1.5',
  );
  const by = (local: string | null) => [{ remote: '203.0.113.9', local }];

  it.each<[string, Exclude<Cause, 'slow'>, ReturnType<typeof by>, Silence | null]>([
    ['the name does not exist', 'name-not-found', by('192.168.1.5'), 'not-there'],
    ['the name does not exist, says a system without a way', 'name-not-found', by(null), 'no-route'],
    ['no name server answers', 'dns', by('192.168.1.5'), 'unseen'],
    ['the firewall of this machine lets nothing out', 'network', by('192.168.1.5'), 'unseen'],
    ['no route', 'network', by(null), 'no-route'],
    ['a route to one of its addresses', 'timeout', [...by(null), ...by('192.168.1.5')], 'silent'],
    ['a route through a bridge of containers', 'timeout', by('172.17.0.1'), 'no-route'],
    ['a route through loopback', 'timeout', by('127.0.0.1'), 'no-route'],
    ['a route through an interface that is not up', 'timeout', by('10.0.0.5'), 'no-route'],
    ['nobody answers', 'timeout', by('192.168.1.5'), 'silent'],
    ['a router answers for it', 'unreachable', by('192.168.1.5'), 'silent'],
    ['it refuses', 'refused', by('192.168.1.5'), null],
    ['it answers badly', 'http-status', by('192.168.1.5'), null],
    ['the way cannot be told', 'timeout', [], 'silent'],
  ])('when %s', (_, cause, ways, silence) => {
    const failure = { ...result(cause), ways };
    expect(failure.outcome === 'failure' && silenceOf(failure, machine)).toBe(silence);
  });

  it('is that somebody is there, when it was connected to', () => {
    const failure = {
      ...result('timeout'),
      timings: { ...NO_TIMINGS, connectMs: 3 },
      ways: by('192.168.1.5'),
    };
    expect(failure.outcome === 'failure' && silenceOf(failure, machine)).toBeNull();
  });

  it('is no want of a route where the system does not list its interfaces', () => {
    const failure = { ...result('timeout'), ways: by('192.168.1.5') };
    expect(failure.outcome === 'failure' && silenceOf(failure, { addresses: null, waysOut: null })).toBe(
      'silent',
    );
  });
});
