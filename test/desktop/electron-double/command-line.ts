import { recorder } from './recorder.ts';
import { ON_WAYLAND } from './wayland.ts';

/** Chromium's own, beside `process.argv`: switches may be put into it and taken off it. */
const switches = new Map<string, string>();
for (const word of process.argv.slice(1)) {
  if (word === '--') break;
  const [, name = '', value = ''] = /^--?([^=]+)=?(.*)$/.exec(word) ?? [];
  if (name !== '') switches.set(name, value);
}
// Whatever it is set to.
if (process.env['ELECTRON_DISABLE_SANDBOX'] !== undefined) switches.set('no-sandbox', '');
// Chromium has written its choice there before the program's first line runs.
if (process.platform === 'linux') switches.set('ozone-platform', ON_WAYLAND ? 'wayland' : 'x11');

export const commandLine = {
  appendSwitch: (name: string, value = ''): void => {
    switches.set(name, value);
    recorder.calls.push(`--${name}=${value}`);
  },
  hasSwitch: (name: string): boolean => switches.has(name),
  getSwitchValue: (name: string): string => switches.get(name) ?? '',
};

/** As `app.enableSandbox` does. */
export function forgetNoSandbox(): void {
  switches.delete('no-sandbox');
}
