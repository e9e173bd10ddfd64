import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { watched } from './fleet.ts';
import { DesktopHome } from './start-desktop.ts';

const NEWER = '{"version":2,"sound":{"volume":3}}';

it('starts with preferences of a newer version, says so, and leaves them alone', async () => {
  const home = new DesktopHome();
  const path = join(home.data, 'preferences.json');
  writeFileSync(path, NEWER);
  const { desktop } = await watched(['orders'], { home });
  await desktop.sees('was written by a newer Bellwether');
  await desktop.sees('The service is up');
  expect(await desktop.quit()).toBe(0);
  expect(readFileSync(path, 'utf8')).toBe(NEWER);
});
