import type * as Electron from 'electron';
import { answers, recorder } from './recorder.ts';

export type ProtocolHandler = (request: Request) => Response | Promise<Response>;

export const schemes = new Map<string, ProtocolHandler>();

export const protocol = {
  registerSchemesAsPrivileged: (registered: Electron.CustomScheme[]) => {
    recorder.calls.push(`protocol.registerSchemesAsPrivileged ${JSON.stringify(registered)}`);
  },
  handle: (scheme: string, handler: ProtocolHandler) => {
    schemes.set(scheme, handler);
  },
};

type Decide = (granted: boolean) => void;
let onRequest: ((contents: null, permission: string, decide: Decide) => void) | null = null;
let onCheck: ((contents: null, permission: string) => boolean) | null = null;
let onDevice: ((details: object) => boolean) | null = null;

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: typeof onRequest) => {
      onRequest = handler;
    },
    setPermissionCheckHandler: (handler: typeof onCheck) => {
      onCheck = handler;
    },
    setDevicePermissionHandler: (handler: typeof onDevice) => {
      onDevice = handler;
    },
  },
};

answers({
  /** All three ways in which a page gets a permission; Electron grants what nobody decides. */
  'ask-permission': ({ permission }) => {
    let granted = onRequest === null;
    onRequest?.(null, permission, (decision) => (granted = decision));
    return [granted, onCheck?.(null, permission) ?? true, onDevice?.({ deviceType: permission }) ?? true];
  },
});
