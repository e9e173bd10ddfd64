import type { OverallStatus } from '../../shared/domain/overview.ts';
import { silenceOfAll } from '../../shared/domain/quiet.ts';
import { clockTime, endOf, failingServices, type TrayFacts } from './tray-facts.ts';
import type { MenuEntry } from './menu-entry.ts';
import { trayMenu } from './tray-menu.ts';

/**
 * `unseen`: what there is cannot be observed. `stale`: nothing is known of the present. `silenced`: all is up, and nobody would be
 * told if it were not; a worse face stays as it is.
 */
type TrayFace = 'up' | 'silenced' | 'degraded' | 'down' | 'paused' | 'unseen' | 'stale';

/** Plain data: two that read the same look the same. */
export interface TrayView {
  readonly face: TrayFace;
  /** File name of the icon. */
  readonly icon: string;
  readonly tooltip: string;
  /** Beside the icon, on macOS only. */
  readonly title: string;
  readonly menu: readonly MenuEntry[];
  /** While something is down. */
  readonly badge: Badge | null;
}

export interface Badge {
  readonly count: number;
  /** File name of the picture. */
  readonly icon: string;
  readonly words: string;
}

/** Windows keeps 128, of which one ends the text. */
const TOOLTIP_CHARACTERS = 127;

export function trayView(facts: TrayFacts): TrayView {
  const face = faceOf(facts);
  const failing = face === 'down' || face === 'degraded' ? failingServices(facts.snapshot).length : 0;
  return {
    face,
    icon: iconOf(face, failing, facts),
    tooltip: tooltipOf(facts),
    title: facts.platform === 'darwin' && failing > 0 ? String(failing) : '',
    menu: trayMenu(facts),
    badge: face === 'down' ? badgeOf(facts) : null,
  };
}

function faceOf({ snapshot, stale }: TrayFacts): TrayFace {
  if (stale) return 'stale';
  const face = FACE_OF[snapshot.overview.overall];
  return face === 'up' && silenceOfAll(snapshot.services) !== null ? 'silenced' : face;
}

/** Which of these it is has been decided already: being paused or cut off outranks the worst status. */
const FACE_OF = {
  paused: 'paused',
  stale: 'stale',
  offline: 'unseen',
  down: 'down',
  degraded: 'degraded',
  unknown: 'unseen',
  up: 'up',
} as const satisfies Record<OverallStatus, TrayFace>;

/** As `build/icons` draws them: macOS colours a template itself and writes the count beside it. */
function iconOf(face: TrayFace, failing: number, { platform, style }: TrayFacts): string {
  if (platform === 'darwin') return `tray-${face}Template.png`;
  const count = failing === 0 ? '' : `-${failing > 9 ? '9p' : failing}`;
  return `tray-${face}${count}-${style}.${platform === 'win32' ? 'ico' : 'png'}`;
}

/** On the program's own button it is drawn with its outline, whatever lies beneath. */
function badgeOf({ snapshot: { overview } }: TrayFacts): Badge {
  const count = overview.counts.down;
  return { count, icon: `tray-down-${count > 9 ? '9p' : count}-dark.png`, words: overview.headline };
}

function tooltipOf({ snapshot, stale }: TrayFacts): string {
  const { overview, services, at } = snapshot;
  const probes = services.flatMap((service) => service.at ?? []);
  const silence = silenceOfAll(services);
  const lines = [
    `Bellwether: ${stale ? `no news since ${clockTime(at, at)}, then: ` : ''}${overview.headline}`,
    ...(silence === null ? [] : [`nobody is told until ${endOf(silence, at)}`]),
    ...(probes.length === 0 ? [] : [`last probe ${clockTime(Math.max(...probes), at)}`]),
  ];
  const text = lines.join('\n');
  return text.length > TOOLTIP_CHARACTERS ? `${text.slice(0, TOOLTIP_CHARACTERS - 1)}…` : text;
}
