import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process was stopped with a signal or is in the hands of a debugger: then its silence says nothing. */
export function isStopped(pid: number): boolean {
  return /^[Tt]/.test(stateOf(pid));
}

/** Its letter as `ps` shows it; empty when the system does not say. */
function stateOf(pid: number): string {
  try {
    // proc_pid_stat(5): what is in brackets is a name, and may hold brackets.
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '');
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'state=', '-p', String(pid)], {
      encoding: 'utf8',
      timeout: 1000,
    }).trim();
  } catch {
    return '';
  }
}
