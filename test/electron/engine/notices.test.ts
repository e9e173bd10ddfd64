import { beforeEach, describe, expect, it } from 'vitest';
import { Desk } from '../../builders/engine.ts';
import { service } from '../../builders/service.ts';

const SECOND = 1000;
const MINUTE = 60_000;

let desk: Desk;
beforeEach(async () => {
  desk = new Desk(service()).start();
  await desk.clock.advance(2 * SECOND);
});

const post = (message: string) => {
  desk.engine.notices.post('blind', 'warning', message, 'Nobody can see');
};
const told = () => desk.told.map(({ title, reason, body }) => [title, reason, body]);

describe('a notice that means that services cannot be judged', () => {
  it('is told once, whatever its figures become, and taken back at its end', async () => {
    for (const figure of [3, 4, 5]) {
      post(`${figure} services are behind a wall`);
      await desk.clock.advance(2 * SECOND);
    }
    expect(told()).toEqual([['Nobody can see', 'notice', '3 services are behind a wall']]);
    expect(desk.takenBack).toEqual([]);
    desk.engine.notices.withdraw('blind');
    await desk.clock.advance(SECOND);
    expect([desk.told.length, desk.takenBack]).toEqual([1, ['blind']]);
    const answer = desk.engine.dashboard.ask({ type: 'notifications', limit: 5 });
    expect(answer.ok && answer.value.notifications.map(({ title, delivered }) => [title, delivered])).toEqual(
      [['Nobody can see', true]],
    );
  });

  it('is the same when it comes back within ten minutes, and another one later', async () => {
    post('a');
    await desk.clock.advance(2 * SECOND);
    desk.engine.notices.withdraw('blind');
    await desk.clock.advance(9 * MINUTE);
    post('b');
    await desk.clock.advance(MINUTE);
    desk.engine.notices.withdraw('blind');
    expect(told()).toHaveLength(1);
    await desk.clock.advance(11 * MINUTE);
    post('c');
    await desk.clock.advance(2 * SECOND);
    expect(told().map(([, , body]) => body)).toEqual(['a', 'c']);
  });

  it('tells nobody when it has gone before anybody could be told', async () => {
    post('a');
    desk.engine.notices.withdraw('blind');
    await desk.clock.advance(2 * SECOND);
    expect([told(), desk.takenBack]).toEqual([[], []]);
  });

  it('tells nobody in a pause, and afterwards only if it still stands', async () => {
    desk.change({ type: 'pause', until: null });
    post('a');
    desk.engine.notices.post('deaf', 'warning', 'b', 'Nobody can hear');
    await desk.clock.advance(MINUTE);
    desk.engine.notices.withdraw('deaf');
    expect(told()).toEqual([]);
    desk.change({ type: 'resume' });
    await desk.clock.advance(2 * SECOND);
    expect(told()).toEqual([['Nobody can see', 'notice', 'a']]);
  });

  it('is not told anew after a restart, however that came about, and is after it was over', async () => {
    post('a');
    await desk.clock.advance(2 * SECOND);
    await desk.crash(5 * SECOND);
    await desk.clock.advance(20 * MINUTE);
    post('still');
    await desk.clock.advance(2 * SECOND);
    expect(told()).toHaveLength(1);
    desk.engine.notices.withdraw('blind');
    await desk.clock.advance(11 * MINUTE);
    await desk.crash();
    post('again');
    await desk.clock.advance(2 * SECOND);
    expect(told().map(([, , body]) => body)).toEqual(['a', 'again']);
  });

  it('that is not seen again after a restart is over, by word of who knows or after an hour', async () => {
    desk.engine.notices.post('deaf', 'warning', 'a', 'Nobody can hear');
    post('a');
    await desk.clock.advance(2 * SECOND);
    await desk.crash();
    desk.engine.notices.withdraw('blind');
    await desk.clock.advance(11 * MINUTE);
    for (const id of ['blind', 'deaf']) desk.engine.notices.post(id, 'warning', id, id);
    await desk.clock.advance(2 * SECOND);
    expect(told().map(([, , body]) => body)).toEqual(['a', 'a', 'blind']);
    desk.engine.notices.withdraw('deaf');
    await desk.crash();
    await desk.clock.advance(61 * MINUTE);
    desk.engine.notices.post('deaf', 'warning', 'later', 'Nobody can hear');
    await desk.clock.advance(2 * SECOND);
    expect(told().map(([, , body]) => body)).toContain('later');
  });

  it('that stood when the last run ended is not over by a pause, in which nobody sees it', async () => {
    post('a');
    await desk.clock.advance(2 * SECOND);
    desk.change({ type: 'pause', until: null });
    await desk.crash();
    await desk.clock.advance(120 * MINUTE);
    await desk.crash();
    desk.change({ type: 'resume' });
    await desk.clock.advance(MINUTE);
    post('still');
    await desk.clock.advance(2 * SECOND);
    expect(told()).toHaveLength(1);
  });

  it('is taken back after it was told, also from a notifier that is slow', async () => {
    desk.delivery = 'hangs';
    post('a');
    await desk.clock.advance(2 * SECOND);
    desk.engine.notices.withdraw('blind');
    await desk.clock.advance(SECOND);
    expect(desk.takenBack).toEqual([]);
    await desk.clock.advance(10 * SECOND);
    expect(desk.takenBack).toEqual(['blind']);
  });
});

it('a notifier that cannot take one back is told of the next one all the same', async () => {
  post('a');
  await desk.clock.advance(2 * SECOND);
  desk.delivery = 'throws';
  desk.engine.notices.withdraw('blind');
  await desk.clock.advance(SECOND);
  desk.delivery = 'ok';
  desk.engine.notices.post('deaf', 'warning', 'b', 'Nobody can hear');
  await desk.clock.advance(2 * SECOND);
  expect(told().map(([, , body]) => body)).toEqual(['a', 'b']);
  expect(desk.log.map(({ event }) => event)).toContain('a notification was not taken back');
});

it('any other notice is told to nobody', async () => {
  desk.engine.notices.post('full', 'error', 'the disk is full');
  await desk.clock.advance(2 * SECOND);
  expect(told()).toEqual([]);
});
