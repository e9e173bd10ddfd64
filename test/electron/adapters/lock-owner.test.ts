import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { lockDataFolder } from '../../../electron/adapters/data-folder-lock.ts';
import { lockOwner, lockUsers, ownsLock } from '../../../electron/adapters/lock-owner.ts';

it.runIf(process.platform === 'linux')(
  'the owner of a lock is told from who only has its file open, and is nobody when it was given back',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'bellwether-lock-owner-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    expect([lockOwner(folder), lockUsers(folder)]).toEqual([null, []]);
    const lock = lockDataFolder(folder);
    if (!lock.ok) throw new Error('owned');
    onTestFinished(() => lock.value.release());
    const looks = `fs.openSync(process.argv[1]); setInterval(() => {}, 1000); console.log()`;
    const looker = spawn(process.execPath, ['-e', looks, join(folder, 'lock.sqlite')]);
    onTestFinished(() => void looker.kill('SIGKILL'));
    await once(looker.stdout, 'data');
    expect([lockOwner(folder), ownsLock(folder, process.pid)]).toEqual([process.pid, true]);
    expect(new Set(lockUsers(folder))).toEqual(new Set([process.pid, looker.pid]));
    lock.value.release();
    expect([lockOwner(folder), lockUsers(folder)]).toEqual([null, [looker.pid]]);
  },
);
