import { nativeTheme } from 'electron';
import type { TrayStyle } from '../../shared/protocol/desktop.ts';

/** Which drawing stands out on the bar: `light` on dark bars, `dark` on light ones. */
export function resolveTrayStyle(style: TrayStyle, desktopName: string | undefined): 'light' | 'dark' {
  if (style !== 'auto') return style;
  // GNOME's bar is dark in its light theme, too.
  if (desktopName?.toUpperCase().includes('GNOME') === true) return 'light';
  // Windows has a theme for its bar apart from that of its apps; Linux knows only the one.
  const { shouldUseDarkColors, shouldUseDarkColorsForSystemIntegratedUI } = nativeTheme;
  const dark = process.platform === 'linux' ? shouldUseDarkColors : shouldUseDarkColorsForSystemIntegratedUI;
  return dark ? 'light' : 'dark';
}
