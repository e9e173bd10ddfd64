import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { icnsFile, icoFile, type SizedPng } from './icon-containers.ts';
import { outlined, templateDrawings, trayDrawings } from './tray-drawings.ts';

/*
 * Draws every icon from bellwether.svg: what the running program shows into dist/desktop/icons, what installers and
 * desktops show into dist/icons.
 */

const TEMPLATE_SIZE = 16;
const BAR_SIZE = 22;
/** Windows' tray at 100, 125, 150, 200 and 300 percent. */
const ICO_TRAY_SIZES = [16, 20, 24, 32, 48];
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];
const ICO_APP_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** Up to here the margin that docks expect would leave too few pixels for the bell. */
const MARGINLESS_SIZE = 64;

const root = resolve(import.meta.dirname, '..', '..');
const symbols = readFileSync(join(import.meta.dirname, 'bellwether.svg'), 'utf8')
  .replace(/^[^]*?<svg[^>]*>/, '')
  .replace(/<\/svg>\s*$/, '');

await initWasm(readFileSync(createRequire(import.meta.url).resolve('@resvg/resvg-wasm/index_bg.wasm')));
drawTray(emptyFolder('dist/desktop/icons'));
drawApp(emptyFolder('dist/icons'));

function drawTray(folder: string): void {
  for (const { name, content } of templateDrawings()) {
    writePair(folder, name, TEMPLATE_SIZE, (size) => draw(content, 16, size));
  }
  for (const { name, content, style } of trayDrawings()) {
    const onAnyBar = outlined({ content, style });
    writePair(folder, name, BAR_SIZE, (size) => draw(onAnyBar, 16, size));
    const pictures = ICO_TRAY_SIZES.map((size) => ({ size, png: draw(content, 16, size) }));
    writeFileSync(join(folder, `${name}.ico`), icoFile(pictures));
  }
  writeFileSync(join(folder, 'app.png'), drawAppAt(512));
}

function drawApp(folder: string): void {
  const pictures: readonly SizedPng[] = APP_SIZES.map((size) => ({ size, png: drawAppAt(size) }));
  for (const { size, png } of pictures) writeFileSync(join(folder, `${size}x${size}.png`), png);
  const forWindows = pictures.filter(({ size }) => ICO_APP_SIZES.includes(size));
  writeFileSync(join(folder, 'icon.ico'), icoFile(forWindows));
  writeFileSync(join(folder, 'icon.icns'), icnsFile(pictures));
}

/** Electron takes the second one by its name on dense displays. */
function writePair(folder: string, name: string, size: number, drawAt: (size: number) => Uint8Array): void {
  writeFileSync(join(folder, `${name}.png`), drawAt(size));
  writeFileSync(join(folder, `${name}@2x.png`), drawAt(size * 2));
}

function drawAppAt(size: number): Uint8Array {
  const margin = size <= MARGINLESS_SIZE ? 5 : 0;
  const content = `<use href="#app" x="${-margin}" y="${-margin}" width="64" height="64"/>`;
  return draw(content, 64 - 2 * margin, size);
}

function draw(content: string, grid: number, size: number): Uint8Array {
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${grid} ${grid}" width="${size}" height="${size}">` +
    `${symbols}${content}</svg>`;
  const drawing = new Resvg(svg);
  const rendered = drawing.render();
  const png = rendered.asPng();
  rendered.free();
  drawing.free();
  return png;
}

function emptyFolder(path: string): string {
  const folder = join(root, path);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
