import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findTrayHost } from '../../../electron/desktop/tray-host.ts';

const WATCHER = 'org.kde.StatusNotifierWatcher';
const NO_HOST =
  /^No program of this desktop says that it shows tray icons .*closing the window minimises it\.$/;
const NO_ANSWER = /^Whether .* could not be found out .*closing the window minimises it\.$/;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bellwether-tray-host-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A program on the path that answers `output` when it is asked for the watcher, and fails otherwise. */
function install(program: string, output: string): void {
  const script = `#!/bin/sh\ncase "$*" in *NameHasOwner*${WATCHER}) printf '%s\\n' '${output}';; *) exit 1;; esac\n`;
  writeProgram(program, script);
}

function writeProgram(program: string, script: string): void {
  writeFileSync(join(folder, program), script);
  chmodSync(join(folder, program), 0o755);
}

function ask(changes: NodeJS.ProcessEnv = {}, signal?: AbortSignal) {
  const environment = { PATH: folder, DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nowhere', ...changes };
  return findTrayHost({ platform: 'linux', environment }, signal);
}

describe.skipIf(process.platform === 'win32')('the place for tray icons', () => {
  it.each([
    ['gdbus', '(true,)', '(false,)'],
    ['dbus-send', '   boolean true', '   boolean false'],
    ['busctl', 'b true', 'b false'],
  ])('is asked for with %s', async (program, yes, no) => {
    install(program, yes);
    expect(await ask()).toBeNull();
    install(program, no);
    expect(await ask()).toMatch(NO_HOST);
  });

  it('is asked for with the next program when one has no answer', async () => {
    writeProgram('gdbus', '#!/bin/sh\necho true >&2\nexit 1\n');
    install('busctl', 'b true');
    expect(await ask()).toBeNull();
  });

  it('is not there when nobody can tell', async () => {
    expect(await ask()).toMatch(NO_ANSWER);
  });

  it('is not waited for when the bus hangs', async () => {
    writeProgram('gdbus', '#!/bin/sh\nexec /bin/sleep 60\n');
    install('busctl', 'b true');
    expect(await ask({}, AbortSignal.timeout(100))).toMatch(NO_ANSWER);
  });

  it('is not there without a session bus', async () => {
    install('gdbus', '(true,)');
    expect(await ask({ DBUS_SESSION_BUS_ADDRESS: undefined })).toMatch(NO_HOST);
    expect(await ask({ DBUS_SESSION_BUS_ADDRESS: '' })).toMatch(NO_HOST);
  });

  it.each(['darwin', 'win32'] as const)('is always there on %s', async (platform) => {
    expect(await findTrayHost({ platform, environment: {} })).toBeNull();
  });
});
