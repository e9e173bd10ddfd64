import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { confStateStore } from '../../../electron/adapters/conf-state-store.ts';
import { tokenFolder } from '../../../electron/adapters/token-folder.ts';
import { checkState } from '../../../electron/self-test/state.ts';
import { NOTHING_KEPT } from '../../builders/kept-state.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { folderFacts } from '../../fixtures/folder-facts.ts';
import { clock, temporaryFolder } from '../adapters/storage-fixture.ts';

/** What is found of the state in a folder, which has to be as it was. */
async function check(folder: string) {
  const before = folderFacts(folder);
  const finding = await checkState(folder, temporaryFolder(), new FakeClock());
  expect(folderFacts(folder)).toEqual(before);
  return finding;
}

function saved(): string {
  const folder = temporaryFolder();
  const store = confStateStore(folder, clock);
  store.load();
  expect(store.save(NOTHING_KEPT).ok).toBe(true);
  return folder;
}

it('is in order, with its tokens, or not there yet', async () => {
  expect(await check(temporaryFolder())).toMatchObject({ verdict: 'well', found: 'no state.json yet' });
  const folder = saved();
  tokenFolder(folder).create('ann', 'viewer', 1);
  expect(await check(folder)).toMatchObject({ verdict: 'well', found: 'state.json is in order, 1 token' });
});

it('is damaged: the last good copy would be restored, or nothing', async () => {
  const folder = saved();
  writeFileSync(join(folder, 'state.json'), '{"version":2,');
  const advice = 'Silences and pauses may be lost then, or back as they were: look at them on the page.';
  expect(await check(folder)).toMatchObject({
    verdict: 'warning',
    found: 'state.json is not in order',
    toDo: [
      expect.stringMatching(
        /^The next start would say: state\.json was damaged \(.+\): its last good copy was restored\.$/,
      ),
      advice,
    ],
  });
  writeFileSync(join(folder, 'state.json.bak'), '');
  expect(await check(folder)).toMatchObject({
    verdict: 'warning',
    toDo: [expect.stringContaining('there was no good copy to restore.'), advice],
  });
});

it('was written by a newer Bellwether, so that none could start here', async () => {
  const folder = saved();
  writeFileSync(join(folder, 'state.json'), '{"version":99}');
  expect(await check(folder)).toEqual({
    verdict: 'failed',
    found: expect.stringContaining(`${join(folder, 'state.json')} was written by a newer Bellwether`),
    toDo: ['No instance can start: update Bellwether, or choose another folder with --data-dir.'],
  });
});

it('is a folder', async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'state.json'));
  expect(await check(folder)).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining(`${join(folder, 'state.json')} cannot be read: `),
    toDo: ['Move away what is in its place, and start again.'],
  });
});

it('has a token beside it that opens nothing', async () => {
  const folder = saved();
  mkdirSync(join(folder, 'tokens'));
  const path = join(folder, 'tokens', 'ann.json');
  writeFileSync(path, '{}');
  expect(await check(folder)).toMatchObject({
    verdict: 'warning',
    toDo: [`${path} is not a token and opens nothing; delete it, and create the token anew.`],
  });
});
