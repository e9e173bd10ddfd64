import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createRunKey } from '../../../electron/adapters/run-key.ts';
import { tokenFolder } from '../../../electron/adapters/token-folder.ts';
import { TOKEN_SECRET, type Role } from '../../../shared/protocol/access.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

const NOW = Date.UTC(2026, 0, 5, 9);

function dataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-tokens-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function created(folder: string, name: string, role: Role = 'viewer'): string {
  const secret = tokenFolder(folder).create(name, role, NOW);
  if (!secret.ok) throw new Error(secret.error);
  return secret.value;
}

describe('the tokens of a data folder', () => {
  it('are none at first', () => {
    const tokens = tokenFolder(dataFolder());
    expect([tokens.list(), tokens.faults(), tokens.find('')]).toEqual([[], [], null]);
  });

  it('are found by their secret alone, in every process at once', () => {
    const folder = dataFolder();
    const running = tokenFolder(folder);
    expect(running.list()).toEqual([]);
    const team = created(folder, 'team');
    const ann = created(folder, 'ann', 'operator');
    expect(running.find(ann)).toEqual({ name: 'ann', role: 'operator', createdAt: NOW });
    expect(running.find(team)?.name).toBe('team');
    expect(
      ['', 'ann', `${ann} `, ann.slice(1), ann.toUpperCase()].map((secret) => running.find(secret)),
    ).toEqual(Array.from({ length: 5 }, () => null));
    expect(running.list().map(({ name, role }) => `${name} ${role}`)).toEqual([
      'ann operator',
      'team viewer',
    ]);

    expect(tokenFolder(folder).revoke('ann')).toEqual({ ok: true, value: true });
    expect([running.find(ann), running.list().length]).toEqual([null, 1]);
  });

  it('have secrets of one form, by which a guess is told from what is none of ours', () => {
    const folder = dataFolder();
    for (const secret of [created(folder, 'team'), created(folder, 'ann', 'operator'), createRunKey()])
      expect(secret).toMatch(TOKEN_SECRET);
  });

  it('have secrets of at least 128 bits, which are on no disk', () => {
    const folder = dataFolder();
    const secrets = ['a', 'b', 'c'].map((name) => created(folder, name));
    expect(new Set(secrets).size).toBe(3);
    for (const secret of secrets) expect(Buffer.from(secret, 'base64url').length).toBeGreaterThanOrEqual(16);
    const files = readdirSync(join(folder, 'tokens'));
    expect(files).toEqual(['a.json', 'b.json', 'c.json']);
    const kept = files.map((file) => readFileSync(join(folder, 'tokens', file), 'utf8')).join('');
    expect(secrets.filter((secret) => kept.includes(secret))).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')('can be read by their owner only', () => {
    const folder = dataFolder();
    created(folder, 'team');
    const modes = ['tokens', 'tokens/team.json'].map((path) => statSync(join(folder, path)).mode & 0o777);
    expect(modes).toEqual([0o700, 0o600]);
  });

  it('are never replaced: a name is taken until it is revoked', () => {
    const folder = dataFolder();
    const first = created(folder, 'team');
    expect(tokenFolder(folder).create('team', 'operator', NOW)).toEqual({
      ok: false,
      error: 'there is a token "team" already; revoke it first, or choose another name',
    });
    expect(tokenFolder(folder).find(first)?.role).toBe('viewer');
    tokenFolder(folder).revoke('team');
    const second = created(folder, 'team');
    expect([tokenFolder(folder).find(first), tokenFolder(folder).find(second)?.name]).toEqual([null, 'team']);
  });

  it.each(['', 'Ann', '../state', 'a/b', '-ann', 'ann.json', 'a'.repeat(41)])(
    'cannot be called %j',
    (name) => {
      const folder = dataFolder();
      writeFileSync(join(folder, 'state.json'), '');
      const tokens = tokenFolder(folder);
      expect(tokens.create(name, 'viewer', NOW).ok).toBe(false);
      expect(tokens.revoke(name)).toEqual({ ok: true, value: false });
      expect(readdirSync(folder)).toEqual(['state.json']);
    },
  );

  it('open nothing when their file is damaged, and say so', () => {
    const folder = dataFolder();
    const secret = created(folder, 'team');
    const path = join(folder, 'tokens', 'team.json');
    const text = readFileSync(path, 'utf8');
    const tokens = tokenFolder(folder);
    for (const broken of [
      '',
      text.slice(0, 40),
      text.replace('viewer', 'admin'),
      text.replace('"team"', '"ann"'),
    ]) {
      writeFileSync(path, broken);
      expect([tokens.find(secret), tokens.faults()]).toEqual([
        null,
        [`${path} is not a token and opens nothing; delete it, and create the token anew`],
      ]);
    }
    writeFileSync(path, text);
    expect([tokens.find(secret)?.name, tokens.faults()]).toEqual(['team', []]);
  });

  const asRoot = process.getuid?.() === 0;
  it.skipIf(process.platform === 'win32').each<[string, (data: string) => void, RegExp]>([
    [
      'others may write to the data folder',
      (data) => chmodSync(data, 0o777),
      /data folder .*other users; .*chmod go-w/,
    ],
    [
      'a group may write to the data folder',
      (data) => chmodSync(data, 0o770),
      /data folder .* may be changed by other users/,
    ],
    [
      'others may write to tokens/',
      (data) => chmodSync(join(data, 'tokens'), 0o702),
      /folder .*tokens may be changed/,
    ],
    [
      'tokens/ is a link to elsewhere',
      (data) => {
        renameSync(join(data, 'tokens'), join(data, 'elsewhere'));
        symlinkSync(join(data, 'elsewhere'), join(data, 'tokens'));
      },
      /tokens is a link to elsewhere/,
    ],
    [
      'tokens/ is a file',
      (data) => {
        rmSync(join(data, 'tokens'), { recursive: true });
        writeFileSync(join(data, 'tokens'), '');
      },
      /tokens is no folder/,
    ],
    [
      'the file may be changed by others',
      (data) => chmodSync(join(data, 'tokens/team.json'), 0o606),
      /may be changed/,
    ],
    [
      'the file is a link to elsewhere',
      (data) => {
        renameSync(join(data, 'tokens/team.json'), join(data, 'mine.json'));
        symlinkSync(join(data, 'mine.json'), join(data, 'tokens/team.json'));
      },
      /team\.json is a link to elsewhere/,
    ],
    ...(asRoot
      ? ([
          [
            'the file is another user’s',
            (data) => chownSync(join(data, 'tokens/team.json'), 4711, 0),
            /another user/,
          ],
          [
            'tokens/ is another user’s',
            (data) => chownSync(join(data, 'tokens'), 4711, 0),
            /another user \(number 4711/,
          ],
          [
            'the data folder is another user’s',
            (data) => chownSync(data, 4711, 0),
            /another user \(number 4711/,
          ],
        ] satisfies [string, (data: string) => void, RegExp][])
      : []),
  ])('open nothing when %s, and say so', (_, spoil, said) => {
    const data = dataFolder();
    const secret = created(data, 'team');
    const tokens = tokenFolder(data);
    expect(tokens.find(secret)?.name).toBe('team');
    spoil(data);
    expect([tokens.find(secret), tokens.list(), tokens.faults()]).toEqual([
      null,
      [],
      [expect.stringMatching(said)],
    ]);
  });

  it.skipIf(process.platform === 'win32')('are not made where they would not count', () => {
    const data = dataFolder();
    chmodSync(data, 0o777);
    expect(tokenFolder(data).create('team', 'viewer', NOW)).toEqual({
      ok: false,
      error: expect.stringMatching(/^no token is made, because it would not count: the data folder .*chmod/),
    });
  });

  it('are found among thousands of files that are none, of which a few are named', () => {
    const data = dataFolder();
    const secret = created(data, 'team');
    for (let number = 0; number < 3000; number++) writeFileSync(join(data, 'tokens', `${number}.json`), 'x');
    const tokens = tokenFolder(data);
    expect(tokens.find(secret)?.name).toBe('team');
    const faults = tokens.faults();
    expect(faults).toHaveLength(4);
    expect(faults.at(-1)).toBe(`2997 more files in ${join(data, 'tokens')} open nothing, too`);
  });

  it('say that their folder has gone by counting no more, and count again when it is back', () => {
    const data = dataFolder();
    const secret = created(data, 'team');
    const tokens = tokenFolder(data);
    mkdirSync(join(data, 'aside'));
    renameSync(join(data, 'tokens'), join(data, 'aside/tokens'));
    expect([tokens.find(secret), tokens.faults()]).toEqual([null, []]);
    renameSync(join(data, 'aside/tokens'), join(data, 'tokens'));
    expect(tokens.find(secret)?.name).toBe('team');
  });

  it('tell whoever watches that one came or went, also when the folder was not there', async () => {
    const folder = dataFolder();
    const clock = new FakeClock();
    let told = 0;
    onTestFinished(tokenFolder(folder).watch(clock, () => (told += 1)));
    created(folder, 'team');
    // Nobody could be let in who has to be shown out again: there is time.
    await clock.advance(60_000);
    expect(told).toBe(1);
    tokenFolder(folder).revoke('team');
    await clock.advance(1000);
    expect(told).toBe(2);
  });

  it('tell it also of one that came, was used and went between two looks', async () => {
    const folder = dataFolder();
    const clock = new FakeClock();
    const tokens = tokenFolder(folder);
    let valid: readonly unknown[] = [];
    onTestFinished(tokens.watch(clock, () => (valid = tokens.list())));
    const secret = created(folder, 'team');
    expect(tokens.find(secret)?.name).toBe('team');
    await clock.advance(0);
    expect(valid.length).toBe(1);
    tokenFolder(folder).revoke('team');
    await clock.advance(1000);
    expect(valid).toEqual([]);
  });
});
