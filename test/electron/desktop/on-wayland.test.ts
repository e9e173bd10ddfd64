import { expect, it } from 'vitest';
import { isOnWayland } from '../../../electron/desktop/on-wayland.ts';

const X11 = { DISPLAY: ':0' };
const WAYLAND = { WAYLAND_DISPLAY: 'wayland-0' };
const BOTH = { ...X11, ...WAYLAND };

it.each([
  // What Chromium has chosen, or a person for it, counts before everything that a session says of itself.
  ['wayland', { ...X11, XDG_SESSION_TYPE: 'x11' }, true],
  ['x11', { ...BOTH, XDG_SESSION_TYPE: 'wayland' }, false],
  ['headless', { ...WAYLAND, XDG_SESSION_TYPE: 'wayland' }, false],
  ['auto', { ...BOTH, XDG_SESSION_TYPE: 'wayland' }, true],
  ['', { ...BOTH, XDG_SESSION_TYPE: 'wayland' }, true],
  ['', { ...BOTH, XDG_SESSION_TYPE: 'x11' }, false],
  ['', BOTH, false],
  // Over ssh -X the session type is that of a console, in a container that of the machine around it.
  ['', { ...X11, XDG_SESSION_TYPE: 'wayland' }, false],
  ['', { ...WAYLAND, XDG_SESSION_TYPE: 'tty' }, true],
  ['', { ...WAYLAND, DISPLAY: '' }, true],
  ['', { XDG_SESSION_TYPE: 'wayland', WAYLAND_DISPLAY: '', DISPLAY: ':0' }, false],
  ['', { XDG_SESSION_TYPE: 'wayland' }, true],
  ['', {}, false],
] as const)('--ozone-platform=%s in %j is Wayland: %s', (platform, environment, expected) => {
  expect(isOnWayland('linux', platform, environment)).toBe(expected);
});

it.each(['win32', 'darwin'] as const)('nothing is Wayland on %s', (platform) => {
  expect(isOnWayland(platform, 'wayland', { ...WAYLAND, XDG_SESSION_TYPE: 'wayland' })).toBe(false);
});
