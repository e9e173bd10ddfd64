import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import { err, ok, type Result } from '../../shared/lib/result.ts';
import { decodeClientRequest } from '../../shared/protocol/decode-client-request.ts';
import { decodeDesktopRequest, isDesktopRequest } from '../../shared/protocol/decode-desktop-request.ts';
import { decodeOperatorRequest, isOperatorRequest } from '../../shared/protocol/decode-operator-request.ts';
import {
  EVENT_CHANNEL,
  REQUEST_CHANNEL,
  type DesktopRequest,
  type Place,
  type WindowEvent,
} from '../../shared/protocol/desktop.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import type { Cancel, Dashboard, Logger } from '../ports.ts';
import { isPageAddress } from './page-request.ts';

export interface WindowDoorParts {
  readonly dashboard: Dashboard;
  readonly logger: Logger;
  /** Name of the person at this machine. */
  readonly author: string;
  /** What the window may hear; `null` while there is none. */
  contents(this: void): WebContents | null;
  answer(
    this: void,
    request: Exclude<DesktopRequest, { type: 'resync' }>,
  ): Promise<Result<void, RequestFault>>;
  /** What the stream to a window begins with, after the snapshot. */
  greeting(this: void): WindowEvent;
}

export interface WindowDoor {
  /** To the window, if it listens by now. */
  send(event: WindowEvent): void;
  /** Leads the window to this place, as soon as it listens. */
  open(place: Place): void;
  close: Cancel;
}

const NOT_OURS = err({ code: 'invalid', message: 'this request does not come from the window' } as const);

/** Where the window asks and hears: the same decoders and the same dashboard as the server on 9999. */
export function openWindowDoor(parts: WindowDoorParts): WindowDoor {
  const { dashboard, logger } = parts;
  /** The page that asked to hear; a new page has to ask again. */
  let listening: WebContents | null = null;
  /** Where a page that is still loading is to go. */
  let awaited: { readonly contents: WebContents | null; readonly place: Place } | null = null;

  function listener(): WebContents | null {
    return listening === parts.contents() && listening?.isDestroyed() === false ? listening : null;
  }

  function send(event: WindowEvent): void {
    listener()?.send(EVENT_CHANNEL, event);
  }

  function open(place: Place): void {
    if (listener() === null) awaited = { contents: parts.contents(), place };
    else send({ type: 'open', place });
  }

  function greet(): void {
    listening = parts.contents();
    send({ type: 'snapshot', snapshot: dashboard.snapshot() });
    send(parts.greeting());
    if (awaited?.contents === listening) send({ type: 'open', place: awaited.place });
    awaited = null;
  }

  async function answer(message: unknown): Promise<Result<unknown, RequestFault>> {
    const type = typeOf(message);
    if (isDesktopRequest(type)) {
      const request = decodeDesktopRequest(message);
      if (!request.ok) return request;
      if (request.value.type !== 'resync') return parts.answer(request.value);
      greet();
      return ok(undefined);
    }
    if (isOperatorRequest(type)) {
      const request = decodeOperatorRequest(message);
      return request.ok ? dashboard.change(request.value, parts.author) : request;
    }
    const request = decodeClientRequest(message);
    return request.ok ? dashboard.ask(request.value, 'operator') : request;
  }

  ipcMain.handle(REQUEST_CHANNEL, async (event, message: unknown) => {
    if (!isPage(event.senderFrame) || event.sender !== parts.contents()) {
      logger.warn('request of a stranger refused', { address: event.senderFrame?.url ?? 'unknown' });
      return NOT_OURS;
    }
    try {
      return await answer(message);
    } catch (error) {
      logger.error('window request failed', { error });
      return err({ code: 'unavailable', message: 'this request failed; the log says why' });
    }
  });
  const unsubscribe = dashboard.subscribe(send);
  return {
    send,
    open,
    close: () => {
      ipcMain.removeHandler(REQUEST_CHANNEL);
      unsubscribe();
    },
  };
}

/** Our page itself, not something inside it. */
function isPage(frame: WebFrameMain | null): boolean {
  if (frame === null || frame.parent !== null) return false;
  const url = URL.parse(frame.url);
  return url !== null && isPageAddress(url);
}

function typeOf(message: unknown): string {
  if (typeof message !== 'object' || message === null || !('type' in message)) return '';
  return typeof message.type === 'string' ? message.type : '';
}
