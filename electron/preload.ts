import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import { EVENT_CHANNEL, REQUEST_CHANNEL, type Bridge } from '../shared/protocol/desktop.ts';

const bridge: Bridge = {
  request: (request) => ipcRenderer.invoke(REQUEST_CHANNEL, request),
  subscribe: (listener) => {
    // The page never gets Electron's own event object: it leads to the sender.
    const forward = (_: IpcRendererEvent, event: unknown) => listener(event);
    ipcRenderer.on(EVENT_CHANNEL, forward);
    return () => {
      ipcRenderer.removeListener(EVENT_CHANNEL, forward);
    };
  },
};

contextBridge.exposeInMainWorld('bellwether', bridge);
