import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { ServerEvent } from '../../../shared/protocol/protocol.ts';
import { serviceView } from '../../fakes/fake-dashboard.ts';
import { openTo } from '../../builders/doors.ts';
import { dial, serve, Viewer } from './serve.ts';

function revisions(events: readonly ServerEvent[]) {
  return events.map((event) => {
    switch (event.type) {
      case 'snapshot':
        return `snapshot ${event.snapshot.revision}`;
      case 'changes':
        return `changes ${event.changes.revision}`;
      case 'heartbeat':
        return `heartbeat ${event.revision}`;
    }
  });
}

const RESYNC = '{"type":"resync"}';
const PING = '{"type":"ping"}';

describe('a viewer', () => {
  it('gets a snapshot, then changes and heartbeats', async () => {
    const { port, dashboard } = await serve();
    const viewer = new Viewer(port);
    expect(await viewer.heard(1)).toEqual([{ type: 'snapshot', snapshot: dashboard.snapshot() }]);
    const down = serviceView({ status: 'down' });
    dashboard.become(down);
    dashboard.emitHeartbeat();
    const { at, overview } = dashboard;
    expect((await viewer.heard(3)).slice(1)).toEqual([
      { type: 'changes', changes: { revision: 2, at, overview, services: [down] } },
      { type: 'heartbeat', revision: 2, at },
    ]);
  });

  it('never hears of what its snapshot holds already', async () => {
    const { port, dashboard, clock } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    await clock.advance(1000);
    dashboard.revision = 5;
    viewer.socket.send(RESYNC);
    await viewer.heard(2);
    const { at, overview } = dashboard;
    for (const revision of [4, 5, 6, 6]) dashboard.emitChanges({ revision, at, overview, services: [] });
    dashboard.emitHeartbeat();
    expect(revisions(await viewer.heard(4))).toEqual([
      'snapshot 1',
      'snapshot 5',
      'changes 6',
      'heartbeat 5',
    ]);
  });

  it('shares the snapshot of those who came just before it, until something changes', async () => {
    const { port, dashboard, clock } = await serve();
    const named = async () => {
      const [event] = await new Viewer(port).heard(1);
      return event?.type === 'snapshot' ? event.snapshot.services[0]?.name : null;
    };
    const become = (name: string) => (dashboard.services = [serviceView({ name })]);
    become('first');
    expect(await named()).toBe('first');
    become('second');
    await clock.advance(99);
    expect(await named()).toBe('first');
    await clock.advance(1);
    expect(await named()).toBe('second');
    dashboard.become(serviceView({ name: 'third' }));
    expect(await named()).toBe('third');
  });

  it('gets a snapshot unasked when the fleet is another, which may be larger than its first', async () => {
    const { port, dashboard } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    dashboard.services = [serviceView({ message: 'x'.repeat(16 * 1024 * 1024) })];
    dashboard.revision = 5;
    dashboard.emitSnapshot();
    dashboard.emitHeartbeat();
    viewer.socket.send(PING);
    expect(revisions(await viewer.heard(4))).toEqual([
      'snapshot 1',
      'snapshot 5',
      'heartbeat 5',
      'heartbeat 5',
    ]);
  });

  it('gets a fresh snapshot for the asking, one a second', async () => {
    const { port, dashboard, clock } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    for (const text of [RESYNC, RESYNC, RESYNC, PING]) viewer.socket.send(text);
    expect(revisions(await viewer.heard(2))).toEqual(['snapshot 1', 'heartbeat 1']);
    dashboard.become(serviceView({ status: 'down' }));
    await clock.advance(999);
    expect(revisions(await viewer.heard(3)).slice(2)).toEqual(['changes 2']);
    await clock.advance(1);
    viewer.socket.send(PING);
    expect(revisions(await viewer.heard(5)).slice(3)).toEqual(['snapshot 2', 'heartbeat 2']);
    await clock.advance(1000);
    viewer.socket.send(RESYNC);
    expect(revisions(await viewer.heard(6)).slice(5)).toEqual(['snapshot 2']);
  });

  it('gets one answer to a ping of the protocol', async () => {
    const { port } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    const answers: string[] = [];
    viewer.socket.on('pong', (data) => answers.push(data.toString()));
    viewer.socket.ping('there?');
    viewer.socket.send(PING);
    await viewer.heard(2);
    expect(answers).toEqual(['there?']);
  });

  it('that leaves is forgotten, with the snapshot it still had coming', async () => {
    const { port, clock, dashboard, server } = await serve();
    const [leaving, staying] = [new Viewer(port), new Viewer(port)];
    await Promise.all([leaving.heard(1), staying.heard(1)]);
    leaving.socket.send(RESYNC);
    leaving.socket.send(PING);
    await leaving.heard(2);
    expect(clock.pendingTimers).toBe(2);
    leaving.socket.close();
    await leaving.closed();
    dashboard.emitHeartbeat();
    await staying.heard(2);
    await expect.poll(() => clock.pendingTimers).toBe(1);
    await server.close();
    expect([clock.pendingTimers, dashboard.listeners]).toEqual([0, 0]);
  });
});

describe('what a viewer may send', () => {
  it.each([
    ['no JSON', 'hello', 1008],
    ['another word', '{"type":"subscribe"}', 1008],
    ['a word with an extra', '{"type":"ping","id":1}', 1008],
    ['no object', '"ping"', 1008],
    ['bytes', Buffer.from(PING), 1008],
    ['too much', `${PING}${' '.repeat(4096)}`, 1009],
  ])('is not %s', async (_, message, code) => {
    const { port } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    viewer.socket.send(message);
    viewer.socket.send(PING);
    expect(await viewer.closed()).toBe(code);
    expect(viewer.events).toHaveLength(1);
  });

  it('may come in a few pieces, but not in many, and not in pieces that are too much together', async () => {
    const { port } = await serve();
    const [few, many, much] = [new Viewer(port), new Viewer(port), new Viewer(port)];
    await Promise.all([few.heard(1), many.heard(1), much.heard(1)]);
    few.socket.send('{"type":', { fin: false });
    few.socket.send('"ping"}', { fin: true });
    expect(revisions(await few.heard(2))).toEqual(['snapshot 1', 'heartbeat 1']);
    for (let piece = 0; piece < 20; piece++) many.socket.send(' ', { fin: false });
    expect(await many.closed()).toBe(1008);
    for (let piece = 0; piece < 5; piece++) much.socket.send(' '.repeat(1000), { fin: false });
    expect(await much.closed()).toBe(1009);
  });

  it.each([
    ['messages', (viewer: Viewer) => viewer.socket.send(PING)],
    ['protocol pings', (viewer: Viewer) => viewer.socket.ping()],
  ])('is twenty %s in ten seconds', async (_, send) => {
    const { port, clock } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    for (let count = 0; count < 19; count++) send(viewer);
    viewer.socket.send(PING);
    while (viewer.events.at(-1)?.type !== 'heartbeat') await viewer.heard(viewer.events.length + 1);
    await clock.advance(10_000);
    for (let count = 0; count < 21; count++) send(viewer);
    expect(await viewer.closed()).toBe(1008);
  });

  it('is masked, as the protocol says', async () => {
    const { port } = await serve();
    const connection = await dial(
      port,
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
    );
    let received = Buffer.alloc(0);
    connection.on('data', (chunk: Buffer) => (received = Buffer.concat([received, chunk])));
    connection.write(Buffer.from([0x81, 0x02, 0x68, 0x69]));
    await once(connection, 'close');
    const protocolError = [0x88, 0x02, 0x03, 0xea];
    expect([...received.subarray(-4)]).toEqual(protocolError);
  });
});

describe('a viewer that does not keep up', () => {
  it('is dropped while others go on', async () => {
    const { port, dashboard, logged } = await serve();
    const [stuck, reader] = [new Viewer(port, { perMessageDeflate: false }), new Viewer(port)];
    await Promise.all([stuck.heard(1), reader.heard(1)]);
    stuck.socket.pause();
    const changeBytes = 256 * 1024;
    const large = serviceView({ message: 'x'.repeat(changeBytes) });
    const dropped = () => logged.find(({ event }) => event === 'viewer dropped because it does not read');
    // The system's own buffers between the two take the first megabytes.
    while (dropped() === undefined && dashboard.revision < 200) {
      dashboard.become(large);
      await reader.heard(dashboard.revision);
    }
    const unreadBytes = Number(dropped()?.fields['unreadBytes']);
    expect(unreadBytes).toBeGreaterThan(1024 * 1024);
    expect(unreadBytes).toBeLessThan(1024 * 1024 + 2 * changeBytes);
    dashboard.become(serviceView());
    await reader.heard(dashboard.revision);
    stuck.socket.resume();
    expect(await stuck.closed()).toBe(1006);
  });

  it('is dropped as well when it asks for one snapshot of a thousand services after another', async () => {
    const { port, dashboard, clock, logged } = await serve();
    dashboard.services = Array.from({ length: 1000 }, (_, index) => serviceView({ id: `s${index}` }));
    const viewer = new Viewer(port, { perMessageDeflate: false });
    await viewer.heard(1);
    const snapshotBytes = JSON.stringify(dashboard.snapshot()).length;
    viewer.socket.pause();
    const dropped = () => logged.find(({ event }) => event === 'viewer dropped because it does not read');
    // The system's own buffers between the two take the first dozen.
    for (let turn = 0; turn < 50 && dropped() === undefined; turn++) {
      viewer.socket.send(RESYNC);
      await expect.poll(() => clock.pendingTimers, { interval: 2 }).toBe(2);
      await clock.advance(1000);
    }
    expect(Number(dropped()?.fields['unreadBytes'])).toBeGreaterThan(1024 * 1024);
    expect(Number(dropped()?.fields['unreadBytes'])).toBeLessThan(1024 * 1024 + 3 * snapshotBytes);
  });

  it('may have a snapshot beyond the limit to read', async () => {
    const { port, dashboard } = await serve();
    dashboard.services = [serviceView({ message: 'x'.repeat(16 * 1024 * 1024) })];
    const viewer = new Viewer(port);
    await once(viewer.socket, 'upgrade');
    dashboard.emitHeartbeat();
    expect(revisions(await viewer.heard(2))).toEqual(['snapshot 1', 'heartbeat 1']);
  });

  it('is cut off when it does not answer a ping', async () => {
    const { port, clock } = await serve();
    const [dead, alive] = [new Viewer(port, { autoPong: false }), new Viewer(port)];
    await Promise.all([dead.heard(1), alive.heard(1)]);
    const pinged = [once(dead.socket, 'ping'), once(alive.socket, 'ping')];
    await clock.advance(30_000);
    await Promise.all(pinged);
    // Its answer comes after the pong, so the pong is there.
    alive.socket.send(PING);
    await alive.heard(2);
    const gone = dead.closed();
    const pingedAgain = once(alive.socket, 'ping');
    await clock.advance(30_000);
    expect(await gone).toBe(1006);
    await pingedAgain;
    expect(alive.socket.readyState).toBe(alive.socket.OPEN);
  });
});

it('takes 128 viewers and refuses the others, and health still answers', async () => {
  const { port, server } = await serve();
  const viewers = Array.from({ length: 300 }, () => new Viewer(port));
  const settled = viewers.map((viewer) =>
    Promise.race([viewer.heard(1).then(() => 'open'), viewer.closed().then(() => 'closed')]),
  );
  const outcomes = await Promise.all(settled);
  expect(outcomes.filter((outcome) => outcome === 'open')).toHaveLength(128);
  expect((await fetch(`${server.url}/health`)).status).toBe(200);
  viewers.find(({ socket }) => socket.readyState === socket.OPEN)?.socket.close();
  const joins = async () => {
    const late = new Viewer(port);
    return Promise.race([late.heard(1).then(() => 'open'), late.closed().then(() => 'closed')]);
  };
  await expect.poll(joins).toBe('open');
});

describe('when the server stops', () => {
  it('says goodbye, cuts the rest, and can be told twice', async () => {
    const { port, server } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    const goodbye = viewer.closed();
    const idle = await dial(port, `GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await once(idle, 'data');
    const silent = await dial(port, '');
    const cut = [once(idle, 'close'), once(silent, 'close')];
    const deaf = new Viewer(port);
    await deaf.heard(1);
    deaf.socket.pause();
    await Promise.all([server.close(), server.close()]);
    expect(await goodbye).toBe(1001);
    await Promise.all(cut);
    await expect(fetch(`${server.url}/health`)).rejects.toThrow('fetch failed');
  });
});

describe('a viewer with a token', () => {
  const bearer = { origin: null, headers: { authorization: 'Bearer look' } };

  it('is shown out when it is revoked, and nobody else is', async () => {
    const { port, tokens, dashboard } = await serve();
    tokens.add('look', 'team', 'viewer');
    const [guest, neighbour] = [new Viewer(port, bearer), new Viewer(port)];
    await Promise.all([guest.heard(1), neighbour.heard(1)]);
    tokens.add('other', 'ann', 'viewer');
    dashboard.emitHeartbeat();
    await guest.heard(2);
    const closed = guest.closed();
    tokens.revoke('team');
    expect(await closed).toBe(1008);
    dashboard.emitHeartbeat();
    await neighbour.heard(3);
  });

  it('does not stay because somebody else gets a token of that name', async () => {
    const { port, tokens } = await serve();
    tokens.add('look', 'team', 'viewer');
    const guest = new Viewer(port, bearer);
    await guest.heard(1);
    const closed = guest.closed();
    tokens.replace('team', 'new');
    expect(await closed).toBe(1008);
  });
});

describe('a socket of a browser that signed in', () => {
  const NAME = 'monitor.lan';
  const sharing = openTo([NAME]);

  async function signedIn() {
    const served = await serve(undefined, sharing);
    served.tokens.add('look', 'team', 'viewer');
    const [token] = served.tokens.list();
    if (token === undefined) throw new Error('there is no token');
    const { port, sessions } = served;
    const { id, cookie, key } = sessions.begin(token);
    const headers = {
      host: `${NAME}:${port}`,
      cookie: `bellwether-${sessions.instance}-${id}=junk; bellwether-${sessions.instance}-${id}=${cookie}`,
    };
    const dialled = () => new Viewer(port, { origin: `http://${NAME}:${port}`, headers });
    const open = () => {
      const viewer = dialled();
      viewer.socket.once('open', () => viewer.socket.send(JSON.stringify({ type: 'key', key })));
      return viewer;
    };
    return { ...served, id, key, headers, dialled, open };
  }

  it('hears nothing before it has said its key, then everything', async () => {
    const { dashboard, dialled, key } = await signedIn();
    const viewer = dialled();
    await once(viewer.socket, 'open');
    dashboard.emitHeartbeat();
    dashboard.become(serviceView({ status: 'down' }));
    viewer.socket.send(JSON.stringify({ type: 'key', key }));
    expect(revisions(await viewer.heard(1))).toEqual(['snapshot 2']);
    viewer.socket.send(PING);
    expect(revisions(await viewer.heard(2))).toEqual(['snapshot 2', 'heartbeat 2']);
  });

  it.each([
    ['another key', '{"type":"key","key":"guess"}'],
    ['no key', PING],
    ['bytes', Buffer.from(PING)],
    ['no JSON', 'hello'],
  ])('is closed without a word when it says %s', async (_, message) => {
    const { dialled } = await signedIn();
    const viewer = dialled();
    viewer.socket.once('open', () => viewer.socket.send(message));
    expect([await viewer.closed(), viewer.events]).toEqual([1008, []]);
  });

  it('is closed without a word when it says nothing for five seconds', async () => {
    const { dialled, clock, dashboard } = await signedIn();
    const before = clock.pendingTimers;
    const viewer = dialled();
    await expect.poll(() => clock.pendingTimers).toBe(before + 1);
    dashboard.emitHeartbeat();
    await clock.advance(5000);
    expect([await viewer.closed(), viewer.events]).toEqual([1008, []]);
    expect(clock.pendingTimers).toBe(before);
  });

  it('is closed as soon as the session ends, with those of all its tabs, and no other is', async () => {
    const { sessions, id, open, dashboard, tokens } = await signedIn();
    tokens.add('other', 'ann', 'viewer');
    const tabs = [open(), open()];
    await Promise.all(tabs.map((tab) => tab.heard(1)));
    const closed = Promise.all(tabs.map((tab) => tab.closed()));
    sessions.end(id);
    expect(await closed).toEqual([1008, 1008]);
    expect(dashboard.listeners).toBe(1);
  });

  it('at this machine, where it needs no key, is closed with its session all the same', async () => {
    const { port, sessions, tokens } = await serve();
    tokens.add('act', 'ann', 'operator');
    const [ann] = tokens.list();
    if (ann === undefined) throw new Error('there is no token');
    const { id, cookie, key } = sessions.begin(ann);
    const viewer = new Viewer(port, {
      headers: { cookie: `bellwether-${sessions.instance}-${id}=${cookie}` },
    });
    const looker = new Viewer(port);
    await Promise.all([viewer.heard(1), looker.heard(1)]);
    viewer.socket.send(JSON.stringify({ type: 'key', key }));
    viewer.socket.send(PING);
    await viewer.heard(2);
    const closed = viewer.closed();
    sessions.end(id);
    expect(await closed).toBe(1008);
    expect(looker.socket.readyState).toBe(looker.socket.OPEN);
    const guess = looker.closed();
    looker.socket.send('{"type":"key","key":"guess"}');
    expect(await guess).toBe(1008);
  });

  it('keeps its session awake', async () => {
    const { clock, open, sessions, headers, key } = await signedIn();
    const viewer = open();
    await viewer.heard(1);
    const [, , id = '', value = ''] = /; bellwether-(\w+)-(\w+)=(.*)$/.exec(headers.cookie) ?? [];
    for (let day = 0; day < 40; day++) {
      // No timer of a day may pass unanswered pings.
      clock.freeze(86_400_000);
      const ponged = once(viewer.socket, 'ping');
      await clock.advance(0);
      await ponged;
      viewer.socket.send(PING);
      await viewer.heard(day + 2);
    }
    expect(sessions.find([{ id, value }], key)?.id).toBe(id);
  });
});
