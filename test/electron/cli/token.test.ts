import { describe, expect, it } from 'vitest';
import { tokenFolder } from '../../../electron/adapters/token-folder.ts';
import { FakeDashboard } from '../../fakes/fake-dashboard.ts';
import { bellwether, emptyFolder } from './cli-world.ts';
import { startInstance } from './running-instance.ts';

const SHARING = { scheme: 'http', names: ['monitor.lan'], address: '127.0.0.1' } as const;

describe('token', () => {
  it('create prints the secret once, and the links of the running instance', async () => {
    const folder = await emptyFolder();
    const { url } = await startInstance(folder, new FakeDashboard(), SHARING);
    const port = new URL(url).port;
    const { code, stdout } = await bellwether([
      'token',
      'create',
      'ann',
      '--role',
      'operator',
      '--data-dir',
      folder,
    ]);
    const [first = '', link] = stdout.split('\n');
    const secret = /^ann \(operator\): ([\w-]{32})$/.exec(first)?.[1] ?? '';
    expect([code, link]).toEqual([0, `http://monitor.lan:${port}/#token=${secret}`]);
    expect(tokenFolder(folder).find(secret)).toMatchObject({ name: 'ann', role: 'operator' });
    expect((await bellwether(['token', 'list', '--data-dir', folder])).stdout).not.toContain(secret);
  });

  it('create gives a link for this machine while nothing is shared, and none while nothing runs', async () => {
    const folder = await emptyFolder();
    const create = async (name: string) =>
      JSON.parse((await bellwether(['token', 'create', name, '--json', '--data-dir', folder])).stdout);
    expect(await create('first')).toMatchObject({ name: 'first', role: 'viewer', links: [] });
    const { url } = await startInstance(folder, new FakeDashboard());
    const { token, links } = await create('second');
    expect(links).toEqual([`${url}/#token=${token}`]);
  });

  it('list and revoke know what there is', async () => {
    const folder = await emptyFolder();
    const token = (...words: readonly string[]) => bellwether(['token', ...words, '--data-dir', folder]);
    expect((await token('list')).stdout).toBe('There is no token: nobody comes in over the network.\n');
    await token('create', 'team');
    await token('create', 'ann', '--role', 'operator');
    expect((await token('list')).stdout).toBe(
      'name  role      created\nann   operator  2026-01-05 09:00:00\nteam  viewer    2026-01-05 09:00:00\n',
    );
    expect(await token('revoke', 'ann')).toEqual({
      code: 0,
      stdout: 'revoked ann: it opens nothing from now on\n',
      stderr: '',
    });
    expect(await token('revoke', 'ann')).toMatchObject({
      code: 1,
      stderr: 'bellwether: there is no token "ann"; "bellwether token list" names them\n',
    });
    expect(JSON.parse((await token('list', '--json')).stdout)).toEqual({
      tokens: [{ name: 'team', role: 'viewer', createdAt: Date.UTC(2026, 0, 5, 9) }],
      faults: [],
    });
    expect((await token('create', 'team')).code).toBe(1);
  });
});
