import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { autostartFile } from '../../../electron/desktop/autostart-file.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'autostart-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('start at login on Linux', () => {
  it('is a desktop entry that comes and goes', () => {
    const path = join(folder, 'config', 'autostart', 'bellwether.desktop');
    const item = autostartFile(path, ['/opt/Bellwether/bellwether', '--hidden']);
    expect(item.isOn()).toBe(false);
    expect(item.set(true)).toEqual({ ok: true, value: undefined });
    expect(item.isOn()).toBe(true);
    expect(readFileSync(path, 'utf8')).toContain('Exec="/opt/Bellwether/bellwether" "--hidden"\n');
    expect(item.set(false).ok).toBe(true);
    expect(item.isOn()).toBe(false);
    // Off is off: asking twice is no fault.
    expect(item.set(false).ok).toBe(true);
  });

  it('quotes what the specification quotes, and doubles what would begin a field code', () => {
    const path = join(folder, 'bellwether.desktop');
    autostartFile(path, [String.raw`/home/a b/$x/"q"/100%/back\slash`]).set(true);
    expect(readFileSync(path, 'utf8')).toContain(
      String.raw`Exec="/home/a b/\\$x/\\"q\\"/100%%/back\\\\slash"`,
    );
  });

  it('says which file could not be changed', () => {
    writeFileSync(join(folder, 'autostart'), '');
    const path = join(folder, 'autostart', 'bellwether.desktop');
    const set = autostartFile(path, ['x']).set(true);
    expect(set.ok).toBe(false);
    expect(set.ok ? '' : set.error).toContain(`cannot change ${path}: `);
  });
});
