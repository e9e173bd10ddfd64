import { createConnection as connectTo, type Socket } from 'node:net';
import { createConnection, messageType, type DBusConnection, type Message } from 'dbus-native';
import { plainText } from '../../shared/lib/plain-text.ts';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import type { Clock } from '../ports.ts';

export interface BusCall {
  readonly destination: string;
  readonly path: string;
  readonly interface: string;
  readonly member: string;
  readonly signature?: string;
  readonly body?: readonly unknown[];
}

interface BusReply {
  /** The unique name of who answered. */
  readonly sender: string;
  readonly body: readonly unknown[];
}

export interface BusFault {
  /** `silent`: no answer in time. `refused`: an error was answered. `gone`: there is no connection any more. */
  readonly kind: 'silent' | 'refused' | 'gone';
  /** The name of the error that was answered, such as `org.freedesktop.DBus.Error.ServiceUnknown`; otherwise empty. */
  readonly name: string;
  readonly message: string;
}

export interface BusSignal {
  readonly sender: string;
  readonly interface: string;
  readonly member: string;
  readonly body: readonly unknown[];
}

/** A connection to the bus of this person's session. Nothing of it waits for another program on the thread of the caller. */
export interface SessionBus {
  /** Never rejects. An answer that comes after the deadline goes to `onLate`, however late it is. */
  call(
    call: BusCall,
    deadlineMs: number,
    onLate?: (reply: BusReply) => void,
  ): Promise<Result<BusReply, BusFault>>;
  /** No answer is asked for, and whether it arrives is not known. */
  send(call: BusCall): void;
  /** What was sent before goes out. */
  close(): Promise<void>;
}

export interface SessionBusParts {
  readonly clock: Clock;
  /** As `sessionBusSockets` gives them. */
  readonly sockets: readonly string[];
  onSignal(this: void, signal: BusSignal): void;
  /** It is gone without having been closed. */
  onGone(this: void): void;
}

const CONNECT_MS = 5000;
const CLOSE_MS = 500;
/** Nothing that is asked or heard here comes near; what does is no answer. */
const MAX_MESSAGE_BYTES = 1 << 20;
/** A bus that reads nothing any more is given up, rather than filling memory with what it does not take. */
const MAX_UNSENT_BYTES = 1 << 18;
const MESSAGE_CHARACTERS = 200;
const NO_REPLY_EXPECTED = 1;
const GONE: BusFault = { kind: 'gone', name: '', message: 'the session bus is gone' };

/** Connected and greeted, or why not as one sentence; never rejects, and takes some seconds at most. */
export async function openSessionBus(parts: SessionBusParts): Promise<Result<SessionBus, string>> {
  if (parts.sockets.length === 0) return err('this session has no bus (DBUS_SESSION_BUS_ADDRESS is not set)');
  let reason = '';
  for (const path of parts.sockets) {
    const opened = await openAt(path, parts);
    if (opened.ok) return opened;
    reason = opened.error;
  }
  return err(`the session bus cannot be reached (${reason})`);
}

async function openAt(path: string, parts: SessionBusParts): Promise<Result<SessionBus, string>> {
  const { clock } = parts;
  const connected = await connect(path, clock);
  if (!connected.ok) return connected;
  const socket = connected.value;
  let reason = 'it closed the connection';
  let greeted = false;
  let closing = false;
  let serial = 0;
  const open = new Map<number, (outcome: Result<BusReply, BusFault>) => void>();

  const options = { stream: socket, authMethods: ['EXTERNAL'], maxMessageSize: MAX_MESSAGE_BYTES };
  const connection: DBusConnection = createConnection(options);
  connection.on('error', (error) => {
    reason = plainText(error.message, MESSAGE_CHARACTERS);
    socket.destroy();
  });
  connection.on('message', (message) => {
    hear(message, open, parts.onSignal);
  });
  connection.on('close', () => {
    for (const settle of open.values()) settle(err(GONE));
    open.clear();
    if (greeted && !closing) parts.onGone();
  });

  function write(call: BusCall, flags: number): number {
    serial = serial >= 0xffff_ffff ? 1 : serial + 1;
    const { body = [], ...rest } = call;
    if (!socket.destroyed)
      connection.message({ ...rest, body: [...body], type: messageType.methodCall, flags, serial });
    if (socket.writableLength > MAX_UNSENT_BYTES) socket.destroy();
    return serial;
  }

  const bus: SessionBus = {
    call: (call, deadlineMs, onLate) =>
      new Promise((resolve) => {
        if (socket.destroyed) {
          resolve(err(GONE));
          return;
        }
        const number = write(call, 0);
        let late = false;
        const cancel = clock.after(deadlineMs, () => {
          late = true;
          if (onLate === undefined) open.delete(number);
          resolve(err({ kind: 'silent', name: '', message: 'no answer in time' }));
        });
        open.set(number, (outcome) => {
          cancel();
          if (!late) resolve(outcome);
          else if (outcome.ok) onLate?.(outcome.value);
        });
      }),
    send: (call) => void write(call, NO_REPLY_EXPECTED),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        if (socket.destroyed) {
          resolve();
          return;
        }
        const cancel = clock.after(CLOSE_MS, () => socket.destroy());
        socket.once('close', () => {
          cancel();
          resolve();
        });
        connection.end();
      }),
  };
  const hello = await bus.call(busCall('Hello'), CONNECT_MS);
  if (!hello.ok) {
    socket.destroy();
    return err(hello.error.kind === 'gone' ? reason : hello.error.message);
  }
  greeted = true;
  return ok(bus);
}

/** A question to the bus itself. */
export function busCall(member: string, signature?: string, ...body: readonly unknown[]): BusCall {
  const name = 'org.freedesktop.DBus';
  const asked = { destination: name, path: '/org/freedesktop/DBus', interface: name, member };
  return signature === undefined ? asked : { ...asked, signature, body };
}

function hear(
  { type, replySerial = 0, sender = '', errorName = '', body = [], ...message }: Message,
  open: Map<number, (outcome: Result<BusReply, BusFault>) => void>,
  onSignal: (signal: BusSignal) => void,
): void {
  if (type === messageType.signal) {
    onSignal({ sender, interface: message.interface ?? '', member: message.member ?? '', body });
    return;
  }
  const settle = open.get(replySerial);
  open.delete(replySerial);
  if (type === messageType.methodReturn) settle?.(ok({ sender, body }));
  if (type !== messageType.error) return;
  const said = typeof body[0] === 'string' && body[0] !== '' ? body[0] : errorName;
  settle?.(err({ kind: 'refused', name: errorName, message: plainText(said, MESSAGE_CHARACTERS) }));
}

function connect(path: string, clock: Clock): Promise<Result<Socket, string>> {
  return new Promise((resolve) => {
    const socket = connectTo(path);
    const cancel = clock.after(CONNECT_MS, () => {
      socket.destroy();
      resolve(err('no answer in time'));
    });
    socket.once('connect', () => {
      cancel();
      resolve(ok(socket));
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      cancel();
      resolve(err(error.code ?? error.message));
    });
  });
}
