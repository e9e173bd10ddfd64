/** Under Wayland a window has no place, does not know that it is minimised, and gets no frame while it is hidden. */
export const ON_WAYLAND = process.env['DOUBLE_WAYLAND'] !== undefined;
