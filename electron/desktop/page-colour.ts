/** The page's own ground (`--canvas` in renderer/styles/tokens.css): what shows where the page has not been drawn yet. */
const CANVAS = { light: '#f5f5f1', dark: '#101315' };

export function pageColour(dark: boolean): string {
  return dark ? CANVAS.dark : CANVAS.light;
}
