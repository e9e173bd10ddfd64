import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { guard } from './guard.ts';

type Handler = Parameters<Electron.IpcMain['handle']>[1];
type Frame = Electron.WebFrameMain;
const handlers = new Map<string, Handler>();

class IpcMain extends EventEmitter implements Pick<Electron.IpcMain, 'handle' | 'removeHandler'> {
  handle(channel: string, handler: Handler): void {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, handler);
  }
  removeHandler(channel: string): void {
    handlers.delete(channel);
  }
}
guard('ipcMain', IpcMain.prototype);

export const ipcMain = new IpcMain();

export const channels = () => [...handlers.keys(), ...ipcMain.eventNames().map(String)];

/** As much of a frame as the main process may look at here. */
export function frameOf(url: string, parent: Frame | null): Frame {
  const frame = { url, parent };
  guard('frame', frame);
  return frame as Frame;
}

/** What a page asked for; copies go in and out, and a handler that throws is told as Electron tells it. */
export async function invoke(
  channel: string,
  event: Partial<Electron.IpcMainInvokeEvent>,
  words: readonly unknown[],
): Promise<unknown> {
  const handler = handlers.get(channel);
  try {
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`);
    guard('event', event);
    return structuredClone(await handler(event as Electron.IpcMainInvokeEvent, ...structuredClone(words)));
  } catch (error) {
    throw new Error(`Error invoking remote method '${channel}': ${String(error)}`, { cause: error });
  }
}
