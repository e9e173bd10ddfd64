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
  /** Where a program is not told where its windows are (Wayland): how large it was. */
  readonly size: Size | null;
  /** Of the page; 1 is its natural size. */
  readonly zoom: number;
}

export type Size = Pick<Bounds, 'width' | 'height'>;

export const NOTHING_REMEMBERED: RememberedBounds = {
  lastDisplay: null,
  byDisplay: {},
  maximised: false,
  size: null,
  zoom: 1,
};
/** Chromium's own bounds of zoom. */
export const ZOOM = { least: 0.25, most: 5 };
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
  return { ...remembered, lastDisplay: id, byDisplay: Object.fromEntries(kept), maximised };
}

/** Where the desktop alone decides about places: as large as it was, and never larger than the largest display. */
export function sizeFor(remembered: RememberedBounds, displays: readonly DisplayFacts[]): Size {
  const { size, byDisplay, lastDisplay } = remembered;
  const wanted = size ?? byDisplay[lastDisplay ?? ''] ?? DEFAULT_SIZE;
  const most = (side: keyof Size) => Math.max(...displays.map(({ workArea }) => workArea[side]));
  const fit = (side: keyof Size) => {
    const longest = most(side);
    return Math.min(Math.max(wanted[side], MIN_SIZE[side]), longest > 0 ? longest : MIN_SIZE[side]);
  };
  return { width: fit('width'), height: fit('height') };
}

/** What is known of places from another session stays. */
export function rememberSize(
  remembered: RememberedBounds,
  { width, height }: Size,
  maximised: boolean,
): RememberedBounds {
  return { ...remembered, size: { width, height }, maximised };
}

/** Fit to be remembered. */
export function zoomOf(factor: number): number {
  return Number.isFinite(factor) ? Math.min(ZOOM.most, Math.max(ZOOM.least, factor)) : 1;
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
