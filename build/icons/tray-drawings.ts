/** What the tray's icon can say. Each is a symbol of bellwether.svg. */
export const FACES = ['up', 'silenced', 'degraded', 'down', 'paused', 'unseen', 'stale'] as const;
type Face = (typeof FACES)[number];

/** How many services are concerned; `9p` is more than nine. */
export const COUNTS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '9p'] as const;
type Count = (typeof COUNTS)[number];

/** The faces that have variants with a count. */
export const COUNTED_FACES = ['degraded', 'down'] as const;
type CountedFace = (typeof COUNTED_FACES)[number];

/** `light` is drawn for dark bars, `dark` for light ones. */
export const STYLES = ['light', 'dark'] as const;
type Style = (typeof STYLES)[number];

/** At least 3:1 on the bars that they are for; a test computes it. Shape says everything, colour says it again. */
const INK: Readonly<Record<Style, string>> = { dark: '#16191d', light: '#ffffff' };
const FACE_INK: Readonly<Partial<Record<Face, Record<Style, string>>>> = {
  degraded: { dark: '#8f5200', light: '#f2b950' },
  down: { dark: '#bb1c2c', light: '#ff807c' },
};

export interface TrayDrawing {
  /** Without size and ending: `tray-down-3-dark`. */
  readonly name: string;
  readonly style: Style;
  /** What stands inside an `svg` element beside the symbols. */
  readonly content: string;
}

/** How far an outline reaches, in units of the grid of 16. */
const OUTLINE = 0.75;

/**
 * With an outline in the ink of the other style, and room for it. On a bar as it is meant for nobody sees it; on any other it is what
 * one sees. Linux tells nobody how dark its bars are: those of Cinnamon, Pantheon and Deepin are dark in a light theme.
 */
export function outlined({ content, style }: Pick<TrayDrawing, 'content' | 'style'>): string {
  const ink = INK[style === 'light' ? 'dark' : 'light'];
  const whole = 'filterUnits="userSpaceOnUse" x="0" y="0" width="16" height="16"';
  const shrunk = `translate(${OUTLINE} ${OUTLINE}) scale(${(16 - 2 * OUTLINE) / 16})`;
  return (
    `<filter id="outline" ${whole}><feMorphology operator="dilate" radius="${OUTLINE}" result="wide"/>` +
    `<feFlood flood-color="${ink}"/><feComposite operator="in" in2="wide"/>` +
    `<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>` +
    `<g filter="url(#outline)"><g transform="${shrunk}">${content}</g></g>`
  );
}

/** For Linux and Windows, which draw an icon as it is. */
export function trayDrawings(): readonly TrayDrawing[] {
  return STYLES.flatMap((style) => [
    ...FACES.map((face) => ({
      name: `tray-${face}-${style}`,
      style,
      content: inked(symbol(face), inkOf(face, style)),
    })),
    ...COUNTED_FACES.flatMap((face) =>
      COUNTS.map((count) => ({
        name: `tray-${face}-${count}-${style}`,
        style,
        content: inked(counted(face, count), inkOf(face, style)),
      })),
    ),
  ]);
}

/** For macOS, which colours them itself and writes the count beside them. */
export function templateDrawings(): readonly Omit<TrayDrawing, 'style'>[] {
  return FACES.map((face) => ({ name: `tray-${face}Template`, content: inked(symbol(face), '#000000') }));
}

function inkOf(face: Face, style: Style): string {
  return (FACE_INK[face] ?? INK)[style];
}

function inked(content: string, color: string): string {
  return `<g color="${color}">${content}</g>`;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** Where on its plate a digit stands, and where a digit and a plus sign do. */
const PLACES: Readonly<Record<CountedFace, { readonly one: Place; readonly two: readonly [Place, Place] }>> =
  {
    degraded: {
      one: { x: 8, y: 10, scale: 0.95 },
      two: [
        { x: 6.2, y: 10.9, scale: 0.78 },
        { x: 10.5, y: 10.9, scale: 0.78 },
      ],
    },
    down: {
      one: { x: 8, y: 8, scale: 1.1 },
      two: [
        { x: 5.3, y: 8, scale: 1 },
        { x: 10.9, y: 8, scale: 1 },
      ],
    },
  };

/** The count is a hole in the plate: the bar's own colour is the one that contrasts with it. */
function counted(face: CountedFace, count: Count): string {
  const { one, two } = PLACES[face];
  const glyphs =
    count === '9p' ? placed('count-9', two[0]) + placed('count-plus', two[1]) : placed(`count-${count}`, one);
  const all = 'x="0" y="0" width="16" height="16"';
  return (
    `<mask id="hole" maskUnits="userSpaceOnUse" ${all}>` +
    `<rect ${all} fill="#ffffff"/>${inked(glyphs, '#000000')}</mask>` +
    `<g mask="url(#hole)">${symbol(`${face}-plate`)}</g>`
  );
}

function placed(id: string, { x, y, scale }: Place): string {
  return `<g transform="translate(${x} ${y}) scale(${scale}) translate(-8 -8)">${symbol(id)}</g>`;
}

function symbol(id: string): string {
  return `<use href="#${id}" width="16" height="16"/>`;
}
