import { describe, expect, it } from 'vitest';
import {
  boundsFor,
  MIN_SIZE,
  NOTHING_REMEMBERED,
  rememberBounds,
  rememberSize,
  sizeFor,
  zoomOf,
  type DisplayFacts,
} from '../../../electron/desktop/window-bounds.ts';

const laptop: DisplayFacts = { id: 1, workArea: { x: 0, y: 25, width: 1440, height: 875 } };
const screen: DisplayFacts = { id: 2, workArea: { x: 1440, y: 0, width: 2560, height: 1440 } };

describe('the bounds of the window', () => {
  it('are in the middle of the first display at first', () => {
    expect(boundsFor(NOTHING_REMEMBERED, [laptop, screen])).toEqual({
      x: 130,
      y: 33,
      width: 1180,
      height: 860,
    });
  });

  it('fit a display smaller than the window would like to be', () => {
    const tiny = { id: 3, workArea: { x: 0, y: 0, width: 800, height: 600 } };
    expect(boundsFor(NOTHING_REMEMBERED, [tiny])).toEqual({ x: 0, y: 0, width: 800, height: 600 });
  });

  it('are remembered for each display, and the last one is taken', () => {
    const onLaptop = { x: 40, y: 60, width: 900, height: 700 };
    const onScreen = { x: 1500, y: 100, width: 1200, height: 1000 };
    const both = rememberBounds(
      rememberBounds(NOTHING_REMEMBERED, laptop, onLaptop, false),
      screen,
      onScreen,
      true,
    );
    expect(boundsFor(both, [laptop, screen])).toEqual(onScreen);
    // The screen is unplugged: the laptop has bounds of its own.
    expect(boundsFor(both, [laptop])).toEqual(onLaptop);
  });

  it('come back into sight when the display has become smaller or has moved', () => {
    const far = rememberBounds(
      NOTHING_REMEMBERED,
      screen,
      { x: 3500, y: 1200, width: 2000, height: 900 },
      false,
    );
    const moved = { id: 2, workArea: { x: 0, y: 0, width: 1280, height: 720 } };
    expect(boundsFor(far, [moved])).toEqual({ x: 0, y: 0, width: 1280, height: 720 });
  });

  it('are never smaller than the page can be read', () => {
    const speck = rememberBounds(NOTHING_REMEMBERED, laptop, { x: 10, y: 30, width: 1, height: 1 }, false);
    expect(boundsFor(speck, [laptop])).toMatchObject(MIN_SIZE);
  });

  it('are remembered for a bounded number of displays, the oldest forgotten first', () => {
    let remembered = NOTHING_REMEMBERED;
    for (let id = 1; id <= 12; id++)
      remembered = rememberBounds(remembered, { ...laptop, id }, laptop.workArea, false);
    expect(Object.keys(remembered.byDisplay)).toEqual(['5', '6', '7', '8', '9', '10', '11', '12']);
  });
});

describe('the size of a window that is not told where it is', () => {
  const wide = { width: 900, height: 700 };

  it('comes back, and leaves alone what another session knows of places', () => {
    const onScreen = { x: 1500, y: 100, width: 1200, height: 1000 };
    const known = rememberBounds(NOTHING_REMEMBERED, screen, onScreen, true);
    const later = rememberSize(known, { ...wide, x: 0, y: 0 } as typeof wide, false);
    expect(later).toEqual({ ...known, size: wide, maximised: false });
    expect(sizeFor(later, [laptop, screen])).toEqual(wide);
    expect(boundsFor(later, [laptop, screen])).toEqual(onScreen);
  });

  it('is that of the last place at first', () => {
    const known = rememberBounds(NOTHING_REMEMBERED, laptop, { x: 40, y: 60, ...wide }, false);
    expect(sizeFor(known, [laptop])).toEqual(wide);
  });

  it.each([
    ['nothing is remembered', null, [laptop], { width: 1180, height: 860 }],
    [
      'it is larger than every display',
      { width: 9000, height: 9000 },
      [laptop, screen],
      { width: 2560, height: 1440 },
    ],
    ['it is a speck', { width: 1, height: 1 }, [laptop], MIN_SIZE],
    ['no display is known', wide, [], MIN_SIZE],
  ])('can be used when %s', (_, size, displays, expected) => {
    expect(sizeFor({ ...NOTHING_REMEMBERED, size }, displays)).toEqual(expected);
  });
});

it.each([
  [1.2, 1.2],
  [0.01, 0.25],
  [900, 5],
  [NaN, 1],
  [Infinity, 1],
])('a zoom of %d is remembered as %d', (factor, expected) => {
  expect(zoomOf(factor)).toBe(expected);
});
