import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { COUNTED_FACES, COUNTS, FACES, STYLES } from '../../build/icons/tray-drawings.ts';
import { decodePng, type Picture } from '../fixtures/png.ts';

const dist = join(import.meta.dirname, '..', '..', 'dist');
const SOLID = 250;
const LIGHT_BARS = [0xf6f6f6, 0xdfe3ea];
const DARK_BARS = [0x1e1e1e, 0x2b2b2b];

const variants = [
  ...FACES,
  ...COUNTED_FACES.flatMap((face) => COUNTS.map((count) => `${face}-${count}` as const)),
];
const styled = variants.flatMap((variant) => STYLES.map((style) => `tray-${variant}-${style}`));
const templates = FACES.map((face) => `tray-${face}Template`);

describe('the icons of the tray', () => {
  it('are all there, and no other file is', () => {
    const expected = [
      'app.png',
      ...templates.flatMap((name) => [`${name}.png`, `${name}@2x.png`]),
      ...styled.flatMap((name) => [`${name}.png`, `${name}@2x.png`, `${name}.ico`]),
    ];
    expect(readdirSync(join(dist, 'desktop', 'icons')).toSorted()).toEqual(expected.toSorted());
  });

  it('have the sizes that the bars of the three systems ask for', () => {
    const sides = (names: readonly string[]) => new Set(names.map((name) => sideOf(trayPng(name))));
    expect(sides(templates)).toEqual(new Set([16]));
    expect(sides(templates.map((name) => `${name}@2x`))).toEqual(new Set([32]));
    expect(sides(styled)).toEqual(new Set([22]));
    expect(sides(styled.map((name) => `${name}@2x`))).toEqual(new Set([44]));
    for (const name of styled)
      expect({ name, sizes: trayIco(name).map(sideOf) }).toEqual({ name, sizes: [16, 20, 24, 32, 48] });
  });

  it('are told apart by their shapes alone at 16 pixels', () => {
    for (const shapeOf of [templateShape, (face: string) => alphaOf(trayIco(`tray-${face}-dark`)[0]!)]) {
      for (const [one, other] of pairs(FACES))
        expect([one, other, difference(shapeOf(one), shapeOf(other))]).toEqual([one, other, atLeast(0.4)]);
    }
  });

  it('tell their counts apart on every bar', () => {
    for (const face of COUNTED_FACES) {
      const onWindows = (count: string) => alphaOf(trayIco(`tray-${face}-${count}-dark`)[2]!);
      const onLinux = (count: string) => greys(trayPng(`tray-${face}-${count}-dark`));
      for (const [one, other] of pairs(COUNTS))
        for (const shapeOf of [onWindows, onLinux])
          expect([face, one, other, difference(shapeOf(one), shapeOf(other))]).toEqual([
            face,
            one,
            other,
            atLeast(0.02),
          ]);
    }
  });

  it('have one shape in both styles', () => {
    for (const variant of variants) {
      const [light, dark] = STYLES.map((style) => alphaOf(trayPng(`tray-${variant}-${style}`)));
      expect({ variant, difference: difference(light!, dark!) }).toEqual({ variant, difference: 0 });
    }
  });

  it.each([
    ['light', DARK_BARS],
    ['dark', LIGHT_BARS],
  ] as const)('contrast at least 3:1 with the bars that style %s is for', (style, bars) => {
    for (const variant of variants) {
      const name = `tray-${variant}-${style}`;
      for (const picture of trayIco(name).slice(2))
        expect([name, lowestContrast(picture, bars)]).toEqual([name, atLeast(3)]);
    }
  });

  it('are seen on any bar of Linux, which tells nobody how dark it is', () => {
    for (const name of styled) {
      for (const bar of [...LIGHT_BARS, ...DARK_BARS])
        expect([name, bar, shareInSight(trayPng(`${name}@2x`), bar)]).toEqual([name, bar, atLeast(0.08)]);
    }
  });

  it('are black with transparency where macOS colours them, black on light bars and white on dark ones', () => {
    for (const name of templates) {
      const { pixels } = trayPng(name);
      expect([name, [...pixels].some((value, index) => index % 4 !== 3 && value !== 0)]).toEqual([
        name,
        false,
      ]);
      expect([name, lowestContrast(trayPng(name), LIGHT_BARS)]).toEqual([name, atLeast(3)]);
      expect([name, lowestContrast(trayPng(name), DARK_BARS, 0xffffff)]).toEqual([name, atLeast(3)]);
    }
  });
});

describe('the icons of the program', () => {
  const file = (name: string) => readFileSync(join(dist, 'icons', name));

  it.each([16, 32, 48, 64, 128, 256, 512, 1024])('have %i pixels', (size) => {
    expect(sideOf(decodePng(file(`${size}x${size}.png`)))).toBe(size);
  });

  it('are packed for Windows', () => {
    expect(icoPictures(file('icon.ico')).map(sideOf)).toEqual([16, 24, 32, 48, 64, 128, 256]);
  });

  it('are packed for macOS', () => {
    const icns = file('icon.icns');
    expect(icns.toString('latin1', 0, 4)).toBe('icns');
    expect(icns.readUInt32BE(4)).toBe(icns.length);
    const sides: Record<string, number> = {};
    for (let at = 8; at < icns.length; at += icns.readUInt32BE(at + 4)) {
      const picture = decodePng(icns.subarray(at + 8, at + icns.readUInt32BE(at + 4)));
      sides[icns.toString('latin1', at, at + 4)] = sideOf(picture);
    }
    expect(sides).toMatchObject({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024, ic13: 256, ic14: 512 });
  });

  it('stand beside the desktop for windows and notifications', () => {
    expect(sideOf(trayPng('app'))).toBe(512);
  });
});

function trayPng(name: string): Picture {
  return decodePng(readFileSync(join(dist, 'desktop', 'icons', `${name}.png`)));
}

function trayIco(name: string): readonly Picture[] {
  return icoPictures(readFileSync(join(dist, 'desktop', 'icons', `${name}.ico`)));
}

/** As Windows finds them, which believes the directory. */
function icoPictures(ico: Buffer): readonly Picture[] {
  expect([ico.readUInt16LE(0), ico.readUInt16LE(2)]).toEqual([0, 1]);
  return Array.from({ length: ico.readUInt16LE(4) }, (_, index) => {
    const entry = 6 + 16 * index;
    const offset = ico.readUInt32LE(entry + 12);
    const picture = decodePng(ico.subarray(offset, offset + ico.readUInt32LE(entry + 8)));
    expect([ico[entry], ico[entry + 1]]).toEqual([picture.width % 256, picture.height % 256]);
    return picture;
  });
}

function sideOf({ width, height }: Picture): number {
  expect(width).toBe(height);
  return width;
}

function templateShape(face: string): readonly number[] {
  return alphaOf(trayPng(`tray-${face}Template`));
}

function alphaOf({ pixels }: Picture): readonly number[] {
  return [...pixels].filter((_, index) => index % 4 === 3);
}

/** Share of the larger shape's area in which two shapes differ. */
function difference(one: readonly number[], other: readonly number[]): number {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const apart = sum(one.map((value, index) => Math.abs(value - other[index]!)));
  return apart / Math.max(sum(one), sum(other));
}

/** Of the pixels that are fully there, `ink` counting instead of their own colour where it is given. */
function lowestContrast({ pixels }: Picture, bars: readonly number[], ink?: number): number {
  const colors = new Set<number>();
  let solid = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at + 3]! < SOLID) continue;
    solid += 1;
    colors.add(ink ?? (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!);
  }
  // A shape of nothing but soft edges would contrast with nothing.
  expect(solid / (pixels.length / 4)).toBeGreaterThan(0.08);
  return Math.min(...[...colors].flatMap((color) => bars.map((bar) => contrast(color, bar))));
}

/** Of its area, at a contrast of 3:1 or more. */
function shareInSight({ pixels }: Picture, bar: number): number {
  let seen = 0;
  for (let at = 0; at < pixels.length; at += 4) {
    const color = (pixels[at]! << 16) | (pixels[at + 1]! << 8) | pixels[at + 2]!;
    if (pixels[at + 3]! >= SOLID && contrast(color, bar) >= 3) seen += 1;
  }
  return seen / (pixels.length / 4);
}

/** How light each pixel is that is there at all. */
function greys({ pixels }: Picture): readonly number[] {
  return Array.from({ length: pixels.length / 4 }, (_, index) => {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(4 * index, 4 * index + 4);
    return ((red + green + blue) / 3) * (alpha / 255);
  });
}

/** WCAG 2. */
function contrast(one: number, other: number): number {
  const [darker, lighter] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(color: number): number {
  const [red, green, blue] = [color >> 16, (color >> 8) & 0xff, color & 0xff].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

function pairs<Value>(values: readonly Value[]): readonly (readonly [Value, Value])[] {
  return values.flatMap((one, index) => values.slice(index + 1).map((other) => [one, other] as const));
}

/** Shows the value itself where it is too low. */
function atLeast(limit: number): unknown {
  return expect.toSatisfy((value: number) => value >= limit, `a number of at least ${limit}`);
}
