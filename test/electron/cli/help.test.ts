import { describe, expect, it } from 'vitest';
import { COMMAND_NAMES } from '../../../electron/cli/command-table.ts';
import { displayWidth } from '../../../electron/cli/text.ts';
import { bellwether } from './cli-world.ts';

describe('help', () => {
  it('overall names every command and every exit code', async () => {
    const { code, stdout } = await bellwether(['--help']);
    expect(code).toBe(0);
    expect(COMMAND_NAMES.filter((name) => !stdout.includes(`\n  ${name}`))).toEqual([]);
    expect(stdout).toContain('\n  of what others wrote   /nowhere/third-party-notices.txt\n');
    expect([...stdout.matchAll(/^ +(\d+) {2}/gm)].map(([, exitCode]) => Number(exitCode))).toEqual([
      0, 1, 2, 3, 4, 5, 64, 70, 78, 130,
    ]);
  });

  it.each([[], ...COMMAND_NAMES.map((name) => name.split(' '))])('%s fits 80 columns', async (...words) => {
    const { stdout } = await bellwether([...words, '--help']);
    expect(stdout).toContain('Usage: bellwether');
    expect(stdout.split('\n').filter((line) => displayWidth(line) > 80 || line !== line.trimEnd())).toEqual(
      [],
    );
  });

  it('gives the version', async () => {
    expect(await bellwether(['--version'])).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it('says what is wrong with a command line on stderr, and where to read on', async () => {
    expect(await bellwether(['check', '--intervall', '5'])).toEqual({
      code: 64,
      stdout: '',
      stderr:
        'bellwether: unknown option --intervall; did you mean --interval?\n"bellwether --help" lists what there is.\n',
    });
  });
});
