import { beforeEach, expect, it } from 'vitest';
import { NoticeBoard } from '../../../electron/engine/notice-board.ts';
import { VoidWatch } from '../../../electron/engine/void-watch.ts';
import { silentLogger } from '../../fixtures/storage/silent-logger.ts';
import { serviceIdOf } from '../../../shared/domain/service.ts';

const RUN_OUT = { outcome: 'void', message: 'no descriptor', shortage: 'descriptors' } as const;

let now: number;
let logged: unknown[];
let notices: NoticeBoard;
let watch: VoidWatch;

beforeEach(() => {
  now = 0;
  logged = [];
  notices = new NoticeBoard(() => now, silentLogger);
  const ignore = () => {};
  const logger = {
    debug: ignore,
    info: ignore,
    error: ignore,
    warn: (message: string, fields?: object) => logged.push([message, fields]),
  };
  watch = new VoidWatch(logger, notices, () => now);
});

/** Each second for as long as is said. */
function pass(seconds: number, happening: () => void = () => {}): void {
  for (let second = 0; second < seconds; second += 1) {
    happening();
    now += 1000;
    watch.tick();
  }
}

it('logs what goes on once a minute, with how often it came and to how many services', () => {
  const services = ['a', 'b', 'c'].map(serviceIdOf);
  pass(120, () => {
    for (const id of services) watch.note(id, { outcome: 'void', message: 'no port' });
  });
  expect(logged).toEqual([
    ['probe void', { service: 'a', message: 'no port' }],
    ['probes void', { message: 'no port', times: 179, of: '3 services' }],
    ['probes void', { message: 'no port', times: 180, of: '3 services' }],
  ]);
});

it('logs different causes apart, and one that comes back after a quiet minute at once', () => {
  watch.note(serviceIdOf('a'), { outcome: 'void', message: 'one' });
  watch.note(serviceIdOf('a'), { outcome: 'void', message: 'two' });
  pass(60);
  watch.note(serviceIdOf('a'), { outcome: 'void', message: 'one' });
  expect(logged).toHaveLength(3);
});

it('tells of a shortage in one notice, until a minute has passed without it', () => {
  pass(30, () => watch.note(serviceIdOf('a'), RUN_OUT));
  expect(notices.list()).toMatchObject([{ id: 'short-of-descriptors', severity: 'warning', since: 0 }]);
  pass(58);
  expect(notices.list()).toHaveLength(1);
  pass(2);
  expect(notices.list()).toEqual([]);
});
