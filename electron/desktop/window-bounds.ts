export interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DisplayFacts {
  readonly id: number;
  /** Without bars and docks. */
  readonly workArea: Bounds;
}

/** Where the window was last on each display, as it was when not maximised, and on which it was last. */
export interface RememberedBounds {
  readonly lastDisplay: string | null;
  readonly byDisplay: Readonly<Record<string, Bounds>>;
  readonly maximised: boolean;
}

export const NOTHING_REMEMBERED: RememberedBounds = { lastDisplay: null, byDisplay: {}, maximised: false };
const DEFAULT_SIZE = { width: 1180, height: 860 };
export const MIN_SIZE = { width: 380, height: 480 };
/** More displays than these are not remembered; the oldest goes first. */
const MAX_DISPLAYS = 8;

/** On the display where it was last, as it was there; on the first of `displays` when that one is gone. */
export function boundsFor(remembered: RememberedBounds, displays: readonly DisplayFacts[]): Bounds {
  const display = displays.find(({ id }) => String(id) === remembered.lastDisplay) ?? displays[0];
  if (display === undefined) return { x: 0, y: 0, ...DEFAULT_SIZE };
  const { workArea } = display;
  const known = remembered.byDisplay[String(display.id)];
  return known === undefined ? centred(workArea) : inside(known, workArea);
}

export function rememberBounds(
  remembered: RememberedBounds,
  display: DisplayFacts,
  bounds: Bounds,
  maximised: boolean,
): RememberedBounds {
  const id = String(display.id);
  const others = Object.entries(remembered.byDisplay).filter(([other]) => other !== id);
  const kept = [...others.slice(1 - MAX_DISPLAYS), [id, bounds] as const];
  return { lastDisplay: id, byDisplay: Object.fromEntries(kept), maximised };
}

function centred(area: Bounds): Bounds {
  const width = Math.min(DEFAULT_SIZE.width, area.width);
  const height = Math.min(DEFAULT_SIZE.height, area.height);
  const x = area.x + Math.round((area.width - width) / 2);
  return { x, y: area.y + Math.round((area.height - height) / 2), width, height };
}

/** The display may have become smaller, or have moved, since. */
function inside(bounds: Bounds, area: Bounds): Bounds {
  const width = Math.min(Math.max(bounds.width, MIN_SIZE.width), area.width);
  const height = Math.min(Math.max(bounds.height, MIN_SIZE.height), area.height);
  const x = Math.min(Math.max(bounds.x, area.x), area.x + area.width - width);
  const y = Math.min(Math.max(bounds.y, area.y), area.y + area.height - height);
  return { x, y, width, height };
}
