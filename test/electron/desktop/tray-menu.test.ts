import { describe, expect, it } from 'vitest';
import type { MenuAction, MenuEntry } from '../../../electron/desktop/menu-entry.ts';
import { trayMenu } from '../../../electron/desktop/tray-menu.ts';
import { firing, localTime, measure, service, trayFacts } from './tray-facts.ts';

/** As a person reads it: `[x]` ticked, `(...)` not to be clicked, deeper entries under their parent. */
function outline(entries: readonly MenuEntry[]): unknown[] {
  return entries.map((entry) => {
    switch (entry.kind) {
      case 'separator':
        return '---';
      case 'text':
        return `(${entry.label})`;
      case 'command':
        return entry.label;
      case 'checkbox':
        return `[${entry.checked ? 'x' : ' '}] ${entry.label}`;
      case 'submenu':
        return { [entry.label]: outline(entry.entries) };
    }
  });
}

function actionOf(entries: readonly MenuEntry[], ...path: string[]): MenuAction {
  const [label, ...rest] = path;
  const entry = entries.find((candidate) => 'label' in candidate && candidate.label === label);
  if (entry?.kind === 'submenu') return actionOf(entry.entries, ...rest);
  if (entry === undefined || !('action' in entry)) throw new Error(`there is nothing to click at ${label}`);
  return entry.action;
}

const CHOICES = ['15 minutes', '1 hour', 'until tomorrow 08:00'];
const END = [
  '---',
  'Open dashboard',
  'Open in browser',
  'Copy link',
  '[ ] Share on the network',
  '---',
  '[ ] Start at login',
  'Settings...',
  'Show logs',
  'About Bellwether',
  '---',
  'Quit Bellwether',
];
const SILENCE = { 'Silence all services': CHOICES };
const PAUSE = { 'Pause monitoring': [...CHOICES, 'until resumed'] };

describe('the menu', () => {
  it('while all is well', () => {
    expect(outline(trayMenu(trayFacts()))).toEqual([
      '(The service is up)',
      { Services: ['orders: up'] },
      '---',
      'Probe now',
      PAUSE,
      SILENCE,
      ...END,
    ]);
  });

  it('says what is wrong with the monitor itself, in so many words as a menu has room for', () => {
    const facts = trayFacts();
    const notice = (id: string, message: string, severity: 'info' | 'warning' | 'error' = 'warning') => ({
      id,
      severity,
      message,
      since: facts.snapshot.at,
    });
    const snapshot = {
      ...facts.snapshot,
      notices: [
        notice('port', 'Port 9999 is in use by R&D', 'error'),
        notice('news', 'nothing is wrong', 'info'),
        notice('sandbox', 'Bellwether runs without '.repeat(20)),
        ...['a', 'b', 'c'].map((id) => notice(id, id)),
      ],
    };
    const menu = trayMenu({ ...facts, snapshot });
    expect(outline(menu).slice(0, 7)).toEqual([
      '(The service is up)',
      'Port 9999 is in use by R&&D',
      expect.stringMatching(/^Bellwether runs without .{40,66}$/),
      'a',
      '2 more ...',
      { Services: ['orders: up'] },
      '---',
    ]);
    expect(actionOf(menu, 'a')).toEqual({ kind: 'open', place: { kind: 'services' } });
  });

  it('leads to each service while none fails, group by group when they are many', () => {
    const services = Array.from({ length: 30 }, (_, index) =>
      service(`s${index}`, {
        name: `S&${index}`,
        status: index === 1 ? 'unknown' : 'up',
        group: ['core', 'gone', null][index % 3] ?? null,
      }),
    );
    const groups = [
      { id: 'empty', name: 'Empty' },
      { id: 'core', name: 'R&D' },
    ];
    const of = (facts: Parameters<typeof trayFacts>[0]) => {
      const menu = trayMenu(trayFacts(facts));
      return outline(menu).find((entry) => typeof entry === 'object' && 'Services' in (entry as object));
    };
    expect(of({ services: services.slice(0, 2), groups })).toEqual({
      Services: ['S&&0: up', 'S&&1: unknown'],
    });
    const grouped = of({ services, groups }) as { Services: readonly Record<string, readonly string[]>[] };
    expect(
      grouped.Services.map((entry) => Object.entries(entry).map(([name, own]) => [name, own.length])),
    ).toEqual([[['R&&D', 10]], [['Other services', 20]]]);
    expect(of({ services })).toMatchObject({ Services: { length: 21, 20: '10 more ...' } });
    expect(actionOf(trayMenu(trayFacts({ services, groups })), 'Services', 'R&&D', 'S&&3: up')).toEqual({
      kind: 'open',
      place: { kind: 'service', id: 's3' },
    });
    const failing = [...services.slice(0, 3), service('late', { status: 'degraded' })];
    const without = [{ services: failing }, { services: [] }, { services, stale: true }];
    expect(without.map(of)).toEqual([undefined, undefined, undefined]);
  });

  it('names what fails, down before degraded, and offers what can be done about it', () => {
    const services = [
      service('slow', { status: 'degraded', since: localTime(9, 5) }),
      service('fine'),
      service('dead', { name: 'Orders', status: 'down', since: localTime(14, 3) }),
      service('gone', { status: 'down', since: localTime(23, 59, 4) }),
    ];
    expect(outline(trayMenu(trayFacts({ services, alerts: [firing('dead')] })))).toEqual([
      '(2 of 4 services down, 1 degraded)',
      'Orders: down since 14:03',
      'gone: down since 4 Jan 23:59',
      'slow: degraded since 09:05',
      '---',
      { Alerts: [{ Orders: ['Acknowledge', { Silence: [...CHOICES, 'until it recovers'] }] }] },
      'Probe now',
      PAUSE,
      SILENCE,
      ...END,
    ]);
  });

  it('offers to end the silence of all, and when it will, whatever is down', () => {
    const silence = { ...measure, until: localTime(15, 0) };
    const services = [
      service('a', { status: 'down', silence }),
      service('b', { silence: { ...silence, until: localTime(8, 0, 6) } }),
    ];
    const menu = trayMenu(trayFacts({ services, alerts: [firing('a')] }));
    expect(outline(menu)).toContain('(1 of 2 services down)');
    expect(outline(menu)).toContain('End all silences (until 15:00)');
    expect(outline(menu)).not.toContainEqual(SILENCE);
    expect(actionOf(menu, 'End all silences (until 15:00)')).toEqual({
      kind: 'change',
      request: { type: 'unsilence-all' },
    });
    expect(outline(trayMenu(trayFacts({ services: [] })))).not.toContainEqual(SILENCE);
  });

  it('offers to take measures back', () => {
    const services = [
      service('a', { status: 'down', acknowledgement: { ...measure, severity: 'critical' } }),
      service('b', { status: 'down', silence: { ...measure, until: localTime(15, 0) } }),
      service('c', { silence: { ...measure, until: 'recovery' } }),
    ];
    const menu = trayMenu(trayFacts({ services, alerts: [firing('a'), firing('b')] }));
    expect(outline(menu)).toContainEqual({
      Alerts: [
        { a: ['Withdraw acknowledgement', { Silence: [...CHOICES, 'until it recovers'] }] },
        { b: ['Acknowledge', 'End silence (until 15:00)'] },
        { c: ['End silence (until it recovers)'] },
      ],
    });
  });

  it('does not offer to acknowledge what is only pending', () => {
    const alert = { ...firing('orders'), state: 'pending', firingAt: null } as const;
    expect(JSON.stringify(trayMenu(trayFacts({ alerts: [alert] })))).not.toContain('Alerts');
  });

  it('offers to resume, and nothing to probe, while paused', () => {
    const resume = (until: number | null) =>
      outline(trayMenu(trayFacts({ pause: { ...measure, until }, hindrance: 'paused' }))).slice(3, 5);
    expect(resume(localTime(15, 0))).toEqual(['(Probe now)', 'Resume monitoring (paused until 15:00)']);
    expect(resume(localTime(8, 0, 6))).toEqual([
      '(Probe now)',
      'Resume monitoring (paused until 6 Jan 08:00)',
    ]);
    expect(resume(null)).toEqual(['(Probe now)', 'Resume monitoring']);
  });

  it('says why there is no link', () => {
    const menu = outline(trayMenu(trayFacts({ url: null })));
    expect(menu).toContain('(Open in browser (its port is not available))');
    expect(menu).toContain('(Copy link (its port is not available))');
  });

  it('says that it is shared, which is not changed here when the settings file says so', () => {
    const menu = (given: boolean) => outline(trayMenu(trayFacts({ share: { on: true, given } })));
    expect(menu(false)).toContain('[x] Share on the network');
    expect(menu(true)).toContain('(Shared on the network (by the settings file))');
  });

  it('tells of a newer version before the end', () => {
    const update = { version: '1.2.3', url: 'https://example.org/' };
    expect(outline(trayMenu(trayFacts({ update }))).slice(-3)).toEqual([
      'Version 1.2.3 is available...',
      '---',
      'Quit Bellwether',
    ]);
  });

  it('says first when there is no news', () => {
    expect(outline(trayMenu(trayFacts({ stale: true })))[0]).toBe('(No news from the monitor)');
  });

  it('ticks what is on', () => {
    expect(outline(trayMenu(trayFacts({ startAtLogin: true })))).toContain('[x] Start at login');
  });

  it('stays short however much fails', () => {
    const services = Array.from({ length: 30 }, (_, index) => service(`s${index}`, { status: 'down' }));
    const menu = trayMenu(trayFacts({ services, alerts: services.map(({ id }) => firing(id)) }));
    expect(outline(menu).slice(8, 11)).toEqual([expect.stringMatching(/^s7: down/), '22 more ...', '---']);
    expect(actionOf(menu, '22 more ...')).toEqual({ kind: 'open', place: { kind: 'services' } });
    const alerts = menu.find((entry) => entry.kind === 'submenu' && entry.label === 'Alerts');
    expect(alerts).toMatchObject({ entries: { length: 21, 20: { label: '10 more ...' } } });
  });

  it('shows names as they are: ampersands, no control characters, not too long', () => {
    const failing = (name: string) => {
      const services = [service('a', { name, status: 'down', since: null })];
      return outline(trayMenu(trayFacts({ services, alerts: [firing('a')] }))).slice(1, 4);
    };
    expect(failing('R&D')).toEqual(['R&&D: down', '---', { Alerts: [{ 'R&&D': expect.anything() }] }]);
    expect(failing('a\n\u202eb')[0]).toBe(String.raw`a\u{a}\u{202e}b: down`);
    expect(failing('x'.repeat(80))[0]).toBe(`${'x'.repeat(59)}…: down`);
  });
});

describe('a click', () => {
  const services = [service('dead', { name: 'Orders', status: 'down', since: localTime(14, 3) })];
  const menu = trayMenu(trayFacts({ services, alerts: [firing('dead')] }));

  it.each([
    [['Orders: down since 14:03'], { kind: 'open', place: { kind: 'service', id: 'dead' } }],
    [
      ['Alerts', 'Orders', 'Acknowledge'],
      { kind: 'change', request: { type: 'acknowledge', service: 'dead' } },
    ],
    [['Alerts', 'Orders', 'Silence', '1 hour'], { kind: 'silence', service: 'dead', choice: '1h' }],
    [
      ['Alerts', 'Orders', 'Silence', 'until it recovers'],
      { kind: 'change', request: { type: 'silence', service: 'dead', until: 'recovery' } },
    ],
    [['Probe now'], { kind: 'change', request: { type: 'probe-now' } }],
    [['Pause monitoring', 'until tomorrow 08:00'], { kind: 'pause', choice: 'tomorrow' }],
    [['Silence all services', '15 minutes'], { kind: 'silence-all', choice: '15m' }],
    [['Pause monitoring', 'until resumed'], { kind: 'change', request: { type: 'pause', until: null } }],
    [['Open dashboard'], { kind: 'open', place: { kind: 'services' } }],
    [['Settings...'], { kind: 'open', place: { kind: 'settings' } }],
    [['Open in browser'], { kind: 'open-in-browser' }],
    [['Copy link'], { kind: 'copy-link' }],
    [['Share on the network'], { kind: 'set-share', on: true }],
    [['Start at login'], { kind: 'set-start-at-login', on: true }],
    [['Quit Bellwether'], { kind: 'quit' }],
  ])('on %j', (path, action) => {
    expect(actionOf(menu, ...path)).toEqual(action);
  });
});
