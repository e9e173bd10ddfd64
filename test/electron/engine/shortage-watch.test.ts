import { expect, it } from 'vitest';
import { NoticeBoard } from '../../../electron/engine/notice-board.ts';
import { ShortageWatch } from '../../../electron/engine/shortage-watch.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';

it('tells of a shortage in one notice, until a minute has passed without it', () => {
  let now = 0;
  const notices = new NoticeBoard(() => now, silentLogger);
  const watch = new ShortageWatch(notices, () => now);
  const pass = (seconds: number, happening: () => void = () => {}) => {
    for (let second = 0; second < seconds; second += 1) {
      happening();
      now += 1000;
      watch.tick();
    }
  };
  pass(30, () => {
    watch.met('descriptors');
  });
  expect(notices.list()).toMatchObject([{ id: 'short-of-descriptors', severity: 'warning', since: 0 }]);
  pass(58);
  expect(notices.list()).toHaveLength(1);
  pass(2);
  expect(notices.list()).toEqual([]);
});
