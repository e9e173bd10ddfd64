import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';
import { guard } from './guard.ts';
import { needsReady, tooLateWhenReady } from './readiness.ts';
import { answers, recorder } from './recorder.ts';

type ProtocolHandler = (request: Request) => Response | Promise<Response>;

const SESSION_TOO_EARLY = 'Session can only be received when app is ready';

export const schemes = new Map<string, ProtocolHandler>();

export const protocol = {
  registerSchemesAsPrivileged: (registered: Electron.CustomScheme[]) => {
    tooLateWhenReady('protocol.registerSchemesAsPrivileged should be called before app is ready');
    recorder.calls.push(`protocol.registerSchemesAsPrivileged ${JSON.stringify(registered)}`);
  },
  handle: (scheme: string, handler: ProtocolHandler) => {
    needsReady(SESSION_TOO_EARLY);
    if (schemes.has(scheme)) throw new Error(`a second handler for the scheme ${scheme}`);
    schemes.set(scheme, handler);
  },
} satisfies Pick<typeof Electron.protocol, 'registerSchemesAsPrivileged' | 'handle'>;
guard('protocol', protocol);

type OnRequest = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type OnCheck = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type OnDevice = Parameters<Electron.Session['setDevicePermissionHandler']>[0];
const deciders = {
  request: null as OnRequest,
  check: null as OnCheck,
  device: null as OnDevice,
};

const decisions = {
  setPermissionRequestHandler: (handler: OnRequest) => {
    deciders.request = handler;
  },
  setPermissionCheckHandler: (handler: OnCheck) => {
    deciders.check = handler;
  },
  setDevicePermissionHandler: (handler: OnDevice) => {
    deciders.device = handler;
  },
} satisfies Pick<
  Electron.Session,
  'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
>;
export const defaultSession = Object.assign(new EventEmitter(), decisions);
guard('session.defaultSession', defaultSession);

export const session = {
  get defaultSession() {
    needsReady(SESSION_TOO_EARLY);
    return defaultSession;
  },
};
guard('session', session);

answers({
  /** All three ways in which a page gets a permission; Electron grants what nobody decides. */
  'ask-permission': ({ permission }) => {
    const { request, check, device } = deciders;
    const name = permission as Parameters<NonNullable<OnRequest>>[1];
    const page = { requestingUrl: 'app://dashboard/', isMainFrame: true };
    const nobody = null as unknown as Electron.WebContents;
    let granted = request === null;
    request?.(nobody, name, (decision) => (granted = decision), page);
    const origin = 'app://dashboard';
    const asked = {
      deviceType: 'usb',
      origin,
      device: {},
    } as unknown as Electron.DevicePermissionHandlerHandlerDetails;
    return [granted, check?.(null, name, origin, page) ?? true, device?.(asked) ?? true];
  },
});
