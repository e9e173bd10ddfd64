import { nativeTheme } from 'electron';
import type { TrayStyle } from '../../shared/protocol/desktop.ts';

/** By their names in XDG_CURRENT_DESKTOP: their bar is dark in a light theme, too. What is wrong elsewhere is still seen, by its outline. */
const DARK_BAR = /GNOME|Cinnamon|Pantheon/i;

/** Which drawing stands out on the bar: `light` on dark bars, `dark` on light ones. */
export function resolveTrayStyle(style: TrayStyle, desktopName: string | undefined): 'light' | 'dark' {
  if (style !== 'auto') return style;
  if (DARK_BAR.test(desktopName ?? '')) return 'light';
  // Windows has a theme for its bar apart from that of its apps; Linux knows only the one.
  const { shouldUseDarkColors, shouldUseDarkColorsForSystemIntegratedUI } = nativeTheme;
  const dark = process.platform === 'linux' ? shouldUseDarkColors : shouldUseDarkColorsForSystemIntegratedUI;
  return dark ? 'light' : 'dark';
}
