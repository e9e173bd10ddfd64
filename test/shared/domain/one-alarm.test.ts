import { describe, expect, it } from 'vitest';
import { rule, service } from '../../builders/service.ts';
import { Story } from '../../builders/story.ts';

const warning = { severity: 'warning' } as const;
const serviceDown = rule();
const degraded = rule({
  ...warning,
  id: 'degraded-performance',
  condition: { kind: 'degraded' },
  holdMs: 60_000,
});
const slow = (thresholdMs: number, id = 'high-response-time') =>
  rule({ ...warning, id, condition: { kind: 'latency-above', thresholdMs }, holdMs: 120_000 });
const tolerance = rule({ ...warning, id: 'frontend-tolerance', holdMs: 120_000 });
const frontend = () => service({ rules: [degraded, slow(5000), tolerance] });

describe('a frontend, by the rules that ship', () => {
  it.each(['refused', 'timeout', 'crawling'] as const)(
    'that is down (%s) is told once, after two minutes',
    (outcome) => {
      const story = new Story(frontend())
        .samples('0s', '10m', '5s', outcome)
        .samples('605s', '620s', '5s', 'up');
      expect(story.told).toEqual([
        '2m orders is down (frontend-tolerance, fired)',
        '10m15s orders is up again (frontend-tolerance, resolved)',
      ]);
      expect(story.decisions).toContain('1m orders degraded-performance: suppressed: outranked');
    },
  );

  it('that is down for less is told of never, though what was held back fires on the books', () => {
    const story = new Story(frontend())
      .samples('0s', '110s', '5s', 'refused')
      .samples('115s', '10m', '5s', 'up');
    expect(story.told).toEqual([]);
    expect(story.transitions).toContain('1m orders degraded-performance firing');
    expect(story.decisions.at(-1)).toBe('2m5s orders degraded-performance: resolved untold');
  });

  it('that comes back slow is told as that, with the hold counted from the first bad sample', () => {
    const story = new Story(frontend())
      .samples('0s', '90s', '5s', 'refused')
      .samples('95s', '3m', '5s', 'slow');
    expect(story.told).toEqual(['1m35s orders is degraded (degraded-performance, outranking-resolved)']);
  });

  it('that never stays down long enough is told after five minutes all the same', () => {
    const story = new Story(frontend());
    for (let at = 0; at < 900; at += 100) {
      story.samples(`${at}s`, `${at + 90}s`, '5s', 'refused').sample(`${at + 95}s`, 'up');
    }
    expect(story.told).toEqual(['6m orders is down (degraded-performance, outranking-resolved)']);
  });

  it('whose monitor slept meanwhile is still told once', () => {
    const story = new Story(frontend())
      .samples('0s', '70s', '5s', 'refused')
      .freeze('1h')
      .samples('1h', '61m', '5s', 'refused');
    expect(story.told).toEqual(['60m50s orders is down (frontend-tolerance, fired)']);
  });
});

describe('the order of conditions', () => {
  it.each([
    [
      'a threshold below the degraded one, then degraded',
      [slow(500), degraded],
      'slow',
      'degraded-performance',
    ],
    ['degraded, then a threshold above that', [degraded, slow(1500)], 'slow', 'high-response-time'],
    ['thresholds, by the threshold', [slow(1500, 'lower'), slow(1800)], 'slow', 'high-response-time'],
    ['thresholds, then down', [slow(5000), tolerance], 'timeout', 'frontend-tolerance'],
  ] as const)('is %s: the graver speaks', (_, rules, outcome, speaker) => {
    const held = rules.map((one) => ({ ...one, holdMs: 60_000 }));
    for (const order of [held, held.toReversed()]) {
      const story = new Story(service({ rules: order })).samples('0s', '2m', '5s', outcome);
      expect(story.told).toHaveLength(1);
      expect(story.told[0]).toContain(`(${speaker}, fired)`);
    }
  });

  it('holds nothing critical back for a warning', () => {
    const story = new Story(service({ rules: [{ ...degraded, severity: 'critical' }, tolerance] }));
    story.samples('0s', '3m', '5s', 'refused');
    expect(story.told).toEqual([
      '1m orders is down (degraded-performance, fired)',
      '2m orders is down (frontend-tolerance, fired)',
    ]);
  });

  it('leaves rules of one condition to their severity', () => {
    const early = rule({ ...warning, id: 'early', holdMs: 10_000 });
    const late = rule({ id: 'late', holdMs: 60_000 });
    const story = new Story(service({ rules: [early, late] })).samples('0s', '2m', '5s', 'refused');
    expect(story.told).toEqual(['10s orders is down (early, fired)', '1m orders is down (late, fired)']);
    const reversed = [
      { ...early, holdMs: 60_000 },
      { ...late, holdMs: 10_000 },
    ];
    expect(new Story(service({ rules: reversed })).samples('0s', '2m', '5s', 'refused').told).toHaveLength(1);
  });

  it.each([
    ['silenced', (story: Story) => story.silence('1s', '31s')],
    ['acknowledged', (story: Story) => story.samples('0s', '30s', '5s', 'refused').acknowledge('31s')],
  ])('holds back for what is %s, too', (_, quiet) => {
    const story = quiet(new Story(service({ rules: [{ ...serviceDown, holdMs: 20_000 }, degraded] })));
    story.samples('35s', '5m', '5s', 'refused');
    expect(story.told.filter((line) => line.includes('degraded-performance'))).toEqual([]);
  });

  it('holds back for what is in its cooldown, too', () => {
    const story = new Story(service({ rules: [serviceDown, degraded] }))
      .samples('0s', '30s', '5s', 'refused')
      .samples('35s', '50s', '5s', 'up')
      .samples('1m', '6m', '5s', 'refused');
    expect(story.told.slice(2)).toEqual(['5m30s orders is down (service-down, cooldown-over)']);
  });
});

describe('a cooldown', () => {
  const both = () => service({ rules: [serviceDown, degraded] });

  it('never holds back what is graver than what was told last', () => {
    const story = new Story(both())
      .samples('0s', '60s', '5s', 'refused')
      .samples('65s', '2m', '5s', 'slow')
      .samples('125s', '3m', '5s', 'refused');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '1m15s orders is better, now degraded (degraded-performance, improved)',
      '2m35s orders is down (service-down, fired)',
    ]);
  });

  it('knows what was told last, also when that is over', () => {
    const story = new Story(both())
      .samples('0s', '30s', '5s', 'refused')
      .samples('35s', '50s', '5s', 'up')
      .samples('55s', '2m', '5s', 'slow')
      .samples('125s', '140s', '5s', 'up')
      .samples('145s', '3m', '5s', 'refused');
    expect(story.told.slice(2)).toEqual([
      '1m55s orders is degraded (degraded-performance, fired)',
      '2m15s orders is up again (degraded-performance, resolved)',
      '2m55s orders is down (service-down, fired)',
    ]);
  });
});

describe('the end', () => {
  it('is told once a service, when the last of its alerts has resolved', () => {
    const story = new Story(service({ rules: [serviceDown, degraded] }))
      .samples('0s', '1m', '5s', 'slow')
      .samples('65s', '2m', '5s', 'refused')
      .samples('125s', '140s', '5s', 'up');
    expect(story.told).toEqual([
      '1m orders is degraded (degraded-performance, fired)',
      '1m35s orders is down (service-down, fired)',
      '2m15s orders is up again (service-down, resolved)',
    ]);
  });

  it('waits for what is about to resolve, too', () => {
    const story = new Story(service({ rules: [serviceDown, degraded] }))
      .samples('0s', '1m', '5s', 'refused')
      .samples('65s', '70s', '5s', 'slow')
      .samples('74s', '90s', '5s', 'up');
    expect(story.told.slice(1)).toEqual(['1m24s orders is up again (service-down, resolved)']);
  });
});

describe('what people believe of a service', () => {
  it('is as grave as before when something milder is told because it is more severe', () => {
    const rules = [
      { ...serviceDown, ...warning },
      { ...degraded, severity: 'critical' as const },
    ];
    const story = new Story(service({ rules }))
      .samples('0s', '2m', '5s', 'refused')
      .samples('125s', '3m', '5s', 'slow');
    expect(story.told).toEqual([
      '30s orders is down (service-down, fired)',
      '1m orders is down (degraded-performance, fired)',
      '2m15s orders is better, now degraded (degraded-performance, improved)',
    ]);
  });

  const told = () =>
    new Story(service({ rules: [serviceDown, degraded] })).samples('0s', '2m', '5s', 'refused');

  it.each([
    ['is there no more', [degraded]],
    ['has another id', [rule({ id: 'other', holdMs: 600_000 }), degraded]],
  ])('is no better when the rule that was told %s', (_, rules) => {
    const story = told().adopt('121s', service({ rules })).samples('125s', '4m', '5s', 'refused');
    expect(story.told).toEqual(['30s orders is down (service-down, fired)']);
    story.samples('245s', '260s', '5s', 'up');
    expect(story.told.slice(1)).toEqual(['4m15s orders is up again (degraded-performance, resolved)']);
  });

  it('is told more of when what is left of the rules is more severe', () => {
    const critical = rule({ id: 'critical', condition: { kind: 'degraded' }, holdMs: 60_000 });
    const story = new Story(service({ rules: [{ ...serviceDown, ...warning }, critical] }))
      .samples('0s', '55s', '5s', 'refused')
      .acknowledge('56s')
      .silence('57s', '3m')
      .samples('60s', '2m', '5s', 'refused')
      .adopt('121s', service({ rules: [critical] }))
      .samples('125s', '4m', '5s', 'refused');
    expect(story.told.slice(1)).toEqual(['3m orders is down (critical, silence-over)']);
  });
});

describe('a dependency and what depends on it', () => {
  const database = (overrides = {}) => service({ id: 'database', ...overrides });
  const web = (overrides = {}) => service({ id: 'web', dependsOn: ['database'], ...overrides });
  const together = (story: Story, ids: readonly string[], from: number, to: number) => {
    for (let at = from; at <= to; at += 5) for (const id of ids) story.sample(`${at}s`, 'refused', id);
    return story;
  };

  it.each([
    ['first', ['web', 'database']],
    ['last', ['database', 'web']],
  ])('that fail at once are told as the cause, whether the dependent is probed %s', (_, ids) => {
    const orders = [
      [database(), web()],
      [web(), database()],
    ];
    for (const fleet of orders) {
      const story = together(new Story(...fleet), ids, 0, 60);
      expect(story.told).toEqual(['30s database is down (service-down, fired)']);
      expect(story.bodies).toEqual([
        expect.stringMatching(/^it was refused, for 30 s \(service-down\); behind it: web$/),
      ]);
    }
  });

  it('are told of the cause first, though its hold is longer', () => {
    const story = new Story(web(), database({ rules: [rule({ holdMs: 120_000 })] }));
    expect(together(story, ['web', 'database'], 0, 180).told).toEqual([
      '2m database is down (service-down, fired)',
    ]);
  });

  it('of which the hold lasts too long leaves the dependent waiting for three minutes', () => {
    const story = new Story(web(), database({ rules: [rule({ holdMs: 600_000 })] }));
    expect(together(story, ['web', 'database'], 0, 300).told).toEqual([
      '3m30s web is down (service-down, dependency-resolved)',
    ]);
  });

  it('that recovers without firing leaves the dependent to be told at once, with its own start', () => {
    const story = new Story(web(), database({ rules: [rule({ holdMs: 60_000 })] }));
    together(story, ['web', 'database'], 0, 40).sample('45s', 'up', 'database');
    expect(story.told).toEqual(['45s web is down (service-down, dependency-resolved)']);
    expect(story.bodies[0]).toContain('for 45 s');
  });

  it('that is only slow explains nothing that is down', () => {
    const story = new Story(web(), database({ rules: [{ ...degraded, holdMs: 0 }] }));
    story.samples('0s', '2m', '5s', 'slow', 'database').sample('122s', 'refused', 'web');
    story.sample('123s', 'slow', 'database').samples('127s', '3m', '5s', 'refused', 'web');
    expect(story.told).toEqual([
      '5s database is degraded (degraded-performance, fired)',
      '2m32s web is down (service-down, fired)',
    ]);
  });

  it('that is down explains what is slow', () => {
    const story = new Story(web({ rules: [{ ...degraded, holdMs: 10_000 }] }), database());
    for (let at = 0; at <= 60; at += 5)
      story.sample(`${at}s`, 'refused', 'database').sample(`${at + 1}s`, 'slow', 'web');
    expect(story.told).toEqual(['30s database is down (service-down, fired)']);
  });

  it('that has not been probed since is waited for, as long as a probe takes', () => {
    const asked = () =>
      new Story(web(), database())
        .sample('0s', 'up', 'database')
        .samples('5s', '35s', '5s', 'refused', 'web');
    expect(asked().told).toEqual([]);
    expect(asked().sample('36s', 'up', 'database').told).toEqual([
      '36s web is down (service-down, dependency-resolved)',
    ]);
    const silent = asked().samples('40s', '1m', '5s', 'refused', 'web');
    expect(silent.told).toEqual(['50s web is down (service-down, dependency-resolved)']);
  });

  it('that recovers while the dependent recovers, too, is the only one told', () => {
    const story = together(new Story(web(), database()), ['web', 'database'], 0, 40);
    story.samples('45s', '55s', '5s', 'up', 'database').samples('65s', '80s', '5s', 'up', 'web');
    expect(story.told).toEqual([
      '30s database is down (service-down, fired)',
      '55s database is up again (service-down, resolved)',
    ]);
  });

  it('in a chain is told alone, with all that are behind it', () => {
    const api = service({ id: 'api', dependsOn: ['database'] });
    const shop = service({ id: 'shop', dependsOn: ['api'] });
    const story = together(new Story(shop, api, database()), ['shop', 'api', 'database'], 0, 60);
    expect(story.told).toEqual(['30s database is down (service-down, fired)']);
    expect(story.bodies[0]).toContain('; behind it: shop, api');
  });

  it('in a chain lets the next one speak for the last, when it alone goes on failing', () => {
    const api = service({ id: 'api', dependsOn: ['database'] });
    const shop = service({ id: 'shop', dependsOn: ['api'] });
    const story = together(new Story(shop, api, database()), ['shop', 'api', 'database'], 0, 60);
    story.samples('65s', '75s', '5s', 'up', 'database');
    together(story, ['shop', 'api'], 80, 120);
    expect(story.told.slice(1)).toEqual([
      '1m15s database is up again (service-down, resolved)',
      '1m45s api is down (service-down, dependency-resolved)',
    ]);
  });

  it('in a circle leaves nobody waiting for himself: the first of the configuration is told', () => {
    const left = service({ id: 'left', dependsOn: ['right'] });
    const right = service({ id: 'right', dependsOn: ['left'] });
    for (const ids of [
      ['left', 'right'],
      ['right', 'left'],
    ]) {
      const story = together(new Story(left, right), ids, 0, 60);
      expect(story.told).toEqual(['30s left is down (service-down, fired)']);
    }
  });

  describe('that was firing and is not seen any more', () => {
    const CAUSE = '30s database is down (service-down, fired)';
    const failing = (...fleet: readonly ReturnType<typeof service>[]) =>
      together(
        new Story(...fleet),
        fleet.map(({ id }) => id),
        0,
        60,
      );

    it('explains for three minutes more', () => {
      const story = failing(web(), database()).samples('65s', '10m', '5s', 'refused', 'web');
      expect(story.told).toEqual([CAUSE, '4m40s web is down (service-down, dependency-resolved)']);
    });

    it('explains nothing that begins later', () => {
      const story = new Story(web(), database()).samples('0s', '1m', '5s', 'refused', 'database');
      story.samples('61s', '5m', '5s', 'up', 'web').samples('301s', '10m', '5s', 'refused', 'web');
      expect(story.told).toEqual([CAUSE, '5m46s web is down (service-down, dependency-resolved)']);
    });

    it('explains on when it is seen again by then', () => {
      const story = failing(web(), database()).samples('65s', '4m', '5s', 'refused', 'web');
      expect(together(story, ['web', 'database'], 245, 900).told).toEqual([CAUSE]);
    });

    it.each([
      ['the machine slept', (story: Story) => story.freeze('8h')],
      ['of a pause', (story: Story) => story.pause('61s').resume('8h')],
      ['the monitor was restarted', (story: Story) => story.freeze('8h').restart()],
    ])('explains on when that is because %s', (_, unseen) => {
      const story = unseen(failing(web(), database())).sample('28800s', 'refused', 'web');
      expect(together(story.wait('28830s'), ['web', 'database'], 28_835, 29_600).told).toEqual([CAUSE]);
    });

    it('lets nobody be told of what is not seen either', () => {
      expect(failing(web(), database()).wait('2h').told).toEqual([CAUSE]);
    });

    it('is told of by nobody else when it is silenced or acknowledged, and so the dependent is', () => {
      for (const quiet of [
        (story: Story) => story.silence('61s', '10h', 'database'),
        (story: Story) => story.acknowledge('61s', 'database'),
      ]) {
        const story = quiet(failing(web(), database())).samples('65s', '10m', '5s', 'refused', 'web');
        expect(story.told.slice(1)).toEqual(['4m40s web is down (service-down, dependency-resolved)']);
      }
    });

    it('in the middle of a chain is spoken for by what is seen to fail behind it', () => {
      const api = service({ id: 'api', dependsOn: ['database'] });
      const shop = service({ id: 'shop', dependsOn: ['api'] });
      const story = failing(shop, api, database());
      expect(together(story, ['shop', 'database'], 65, 900).told).toEqual([CAUSE]);
      story.samples('905s', '25m', '5s', 'refused', 'shop');
      expect(story.told.slice(1)).toEqual(['16m10s shop is down (service-down, dependency-resolved)']);
    });

    it('in a circle leaves the other one to be told', () => {
      const left = service({ id: 'left', dependsOn: ['right'] });
      const right = service({ id: 'right', dependsOn: ['left'] });
      const story = failing(left, right).samples('65s', '10m', '5s', 'refused', 'right');
      expect(story.told).toEqual([
        '30s left is down (service-down, fired)',
        '4m40s right is down (service-down, dependency-resolved)',
      ]);
    });
  });

  it('whose verdict is awaited over a sleep leaves the rest of the three minutes', () => {
    const story = together(
      new Story(web(), database({ rules: [rule({ holdMs: 600_000 })] })),
      ['web', 'database'],
      0,
      60,
    );
    story.freeze('1h');
    expect(together(story, ['database', 'web'], 3600, 3900).told).toEqual([
      '62m30s web is down (service-down, dependency-resolved)',
    ]);
  });
});
