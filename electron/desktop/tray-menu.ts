import { silenceOfAll } from '../../shared/domain/quiet.ts';
import { unobservedWords } from '../../shared/domain/run.ts';
import { plainText } from '../../shared/lib/plain-text.ts';
import { QUIET_CHOICES } from '../../shared/lib/quiet-choices.ts';
import type { ServiceView } from '../../shared/protocol/views.ts';
import { bounded, change, command, DASHBOARD, escaped, nameOf, text, type MenuEntry } from './menu-entry.ts';
import { servicesMenu } from './services-menu.ts';
import { clockTime, endOf, failingServices, type TrayFacts } from './tray-facts.ts';

const MAX_FAILING = 8;
const MAX_ALERTS = 20;
const MAX_NOTICES = 3;
const NOTICE_CHARACTERS = 90;

const SEPARATOR: MenuEntry = { kind: 'separator' };

export function trayMenu(facts: TrayFacts): readonly MenuEntry[] {
  return [
    text(facts.stale ? 'No news from the monitor' : facts.snapshot.overview.headline),
    ...failing(facts),
    ...notices(facts),
    ...servicesMenu(facts),
    SEPARATOR,
    ...alerts(facts),
    probeNow(facts),
    pause(facts),
    ...silenceAll(facts),
    SEPARATOR,
    command('Open dashboard', DASHBOARD),
    ...browser(facts),
    share(facts),
    SEPARATOR,
    startAtLogin(facts),
    command('Settings...', { kind: 'open', place: { kind: 'settings' } }),
    command('Show logs', { kind: 'show-logs' }),
    command('About Bellwether', { kind: 'about' }),
    ...update(facts),
    SEPARATOR,
    command('Quit Bellwether', { kind: 'quit' }),
  ];
}

function failing({ snapshot }: TrayFacts): readonly MenuEntry[] {
  return bounded(failingServices(snapshot), MAX_FAILING, ({ id, name, status, since, unobservedMs }) => {
    const unobserved = since === null ? '' : unobservedWords(unobservedMs, snapshot.at - since);
    const when = since === null ? '' : ` since ${clockTime(since, snapshot.at)}${unobserved}`;
    return command(`${nameOf(name)}: ${status}${when}`, { kind: 'open', place: { kind: 'service', id } });
  });
}

/** What is wrong with the monitor itself; the page has the whole of it. */
function notices({ snapshot }: TrayFacts): readonly MenuEntry[] {
  const serious = snapshot.notices.filter(({ severity }) => severity !== 'info');
  return bounded(serious, MAX_NOTICES, ({ message }) =>
    command(plainText(message, NOTICE_CHARACTERS), DASHBOARD),
  );
}

/** What is firing can be taken on or silenced; what is silenced can be heard again. */
function alerts({ snapshot }: TrayFacts): readonly MenuEntry[] {
  const firing = new Set(
    snapshot.alerts.filter(({ state }) => state === 'firing').map(({ service }) => service),
  );
  const concerned = snapshot.services.filter(({ id, silence }) => firing.has(id) || silence !== null);
  if (concerned.length === 0) return [];
  const entries = bounded(concerned, MAX_ALERTS, (service) => ({
    kind: 'submenu',
    label: escaped(nameOf(service.name)),
    entries: [
      ...(firing.has(service.id) ? [acknowledgementEntry(service)] : []),
      silenceEntry(service, snapshot.at),
    ],
  }));
  return [{ kind: 'submenu', label: 'Alerts', entries }];
}

function acknowledgementEntry({ id, acknowledgement: taken }: ServiceView): MenuEntry {
  return taken === null
    ? change('Acknowledge', { type: 'acknowledge', service: id })
    : change('Withdraw acknowledgement', { type: 'unacknowledge', service: id });
}

function silenceEntry({ id, silence: quiet }: ServiceView, now: number): MenuEntry {
  if (quiet !== null) {
    return change(`End silence (until ${endOf(quiet, now)})`, { type: 'unsilence', service: id });
  }
  return {
    kind: 'submenu',
    label: 'Silence',
    entries: [
      ...QUIET_CHOICES.map((choice) =>
        command(choice.words, { kind: 'silence', service: id, choice: choice.id }),
      ),
      change('until it recovers', { type: 'silence', service: id, until: 'recovery' }),
    ],
  };
}

function probeNow({ snapshot }: TrayFacts): MenuEntry {
  const possible = snapshot.overview.pause === null && snapshot.services.length > 0;
  return possible ? change('Probe now', { type: 'probe-now' }) : text('Probe now');
}

function pause({ snapshot }: TrayFacts): MenuEntry {
  const current = snapshot.overview.pause;
  if (current !== null) {
    const end = current.until === null ? '' : ` (paused until ${clockTime(current.until, snapshot.at)})`;
    return change(`Resume monitoring${end}`, { type: 'resume' });
  }
  return {
    kind: 'submenu',
    label: 'Pause monitoring',
    entries: [
      ...QUIET_CHOICES.map(({ id, words }) => command(words, { kind: 'pause', choice: id })),
      change('until resumed', { type: 'pause', until: null }),
    ],
  };
}

function silenceAll({ snapshot }: TrayFacts): readonly MenuEntry[] {
  if (snapshot.services.length === 0) return [];
  const current = silenceOfAll(snapshot.services);
  if (current !== null)
    return [change(`End all silences (until ${endOf(current, snapshot.at)})`, { type: 'unsilence-all' })];
  const choices = QUIET_CHOICES.map(({ id, words }) => command(words, { kind: 'silence-all', choice: id }));
  return [{ kind: 'submenu', label: 'Silence all services', entries: choices }];
}

function browser({ url }: TrayFacts): readonly MenuEntry[] {
  if (url === null) {
    const why = '(its port is not available)';
    return [text(`Open in browser ${why}`), text(`Copy link ${why}`)];
  }
  return [
    command('Open in browser', { kind: 'open-in-browser' }),
    command('Copy link', { kind: 'copy-link' }),
  ];
}

function share({ share: { on, given } }: TrayFacts): MenuEntry {
  if (given) return text('Shared on the network (by the settings file)');
  const action = { kind: 'set-share', on: !on } as const;
  return { kind: 'checkbox', label: 'Share on the network', checked: on, action };
}

function startAtLogin({ startAtLogin: checked }: TrayFacts): MenuEntry {
  return {
    kind: 'checkbox',
    label: 'Start at login',
    checked,
    action: { kind: 'set-start-at-login', on: !checked },
  };
}

function update({ update: found }: TrayFacts): readonly MenuEntry[] {
  if (found === null) return [];
  return [command(`Version ${plainText(found.version, 20)} is available...`, { kind: 'open-update' })];
}
