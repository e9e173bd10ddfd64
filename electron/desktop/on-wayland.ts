/**
 * Whether windows are Wayland's. Chromium chooses before the program's first line runs and writes what it has chosen as
 * `--ozone-platform` on its own command line; a person who gives the switch has chosen for it. `ozonePlatform` is that word, empty
 * where nothing was written: then the session counts, as it does for Chromium.
 */
export function isOnWayland(
  platform: NodeJS.Platform,
  ozonePlatform: string,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (platform !== 'linux') return false;
  // The second is what `--ozone-platform-hint` was given for; no platform is called so.
  if (ozonePlatform !== '' && ozonePlatform !== 'auto') return ozonePlatform === 'wayland';
  const hasWayland = Boolean(environment['WAYLAND_DISPLAY']);
  const hasX11 = Boolean(environment['DISPLAY']);
  // A session type may be missing, or be that of another session: of ssh, or of what a container was started from.
  return hasWayland === hasX11 ? environment['XDG_SESSION_TYPE'] === 'wayland' : hasWayland;
}
