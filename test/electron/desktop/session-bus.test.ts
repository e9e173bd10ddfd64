import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openSessionBus } from '../../../electron/desktop/session-bus.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

/* What calls itself a bus and is none. */

type Peer = (socket: Socket, said: string) => void;

/** A socket at which `peer` hears what is said; and a promise of the first words. */
async function listen(peer: Peer): Promise<{ readonly path: string; readonly heard: Promise<unknown> }> {
  const folder = mkdtempSync(join(tmpdir(), 'bellwether-bus-'));
  const path = join(folder, 'bus');
  const sockets = new Set<Socket>();
  let hear: () => void = () => {};
  const heard = new Promise<void>((resolve) => (hear = resolve));
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.setEncoding('latin1').on('data', (said: string) => {
      hear();
      peer(socket, said);
    });
  }).listen(path);
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { path, heard };
}

const open = (path: string, clock = new FakeClock()) =>
  openSessionBus({ clock, sockets: [path], onSignal: () => {}, onGone: () => {} });

it('a bus that takes the connection and says nothing is given up after five seconds', async () => {
  const clock = new FakeClock();
  const { path, heard } = await listen(() => {});
  const opened = open(path, clock);
  await heard;
  await clock.advance(5000);
  expect(await opened).toEqual({
    ok: false,
    error: 'the session bus cannot be reached (no answer in time)',
  });
  expect(clock.pendingTimers).toBe(0);
});

it.each<[string, Peer]>([
  ['takes nobody', (socket) => socket.write('REJECTED EXTERNAL\r\n')],
  ['is no bus', (socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')],
  ['hangs up', (socket) => socket.destroy()],
  [
    'greets and then talks nonsense',
    (socket, said) => {
      if (said.includes('AUTH')) socket.write('OK 0123\r\n');
      if (said.includes('BEGIN')) socket.write('x'.repeat(1000));
    },
  ],
  [
    'announces more than anybody has to say',
    (socket, said) => {
      if (said.includes('AUTH')) socket.write('OK 0123\r\n');
      if (said.includes('BEGIN'))
        socket.write(Buffer.from('6c02000100000020010000000000000000000000', 'hex'));
    },
  ],
])('one that %s is a sentence, not a defect', async (_, peer) => {
  const { path } = await listen(peer);
  expect(await open(path)).toEqual({
    ok: false,
    error: expect.stringMatching(/^the session bus cannot be reached \(.+\)$/),
  });
});
