import { createStore } from 'zustand/vanilla';
import type { StoreApi } from 'zustand/vanilla';
import { err, type Result } from '../../shared/lib/result.ts';
import type { Status } from '../../shared/domain/sample.ts';
import type { DesktopView } from '../../shared/protocol/desktop.ts';
import type { RequestFault, Snapshot } from '../../shared/protocol/protocol.ts';
import type { IncidentDetail, ServiceDetail } from '../../shared/protocol/views.ts';
import type { Session } from '../../shared/protocol/access.ts';
import type {
  BrowserHand,
  Connection,
  OperatorHand,
  Outcome,
  WindowHand,
} from '../client/dashboard-client.ts';
import type { Announcement } from './announce.ts';
import type { Toast } from './toasts.ts';

export interface Detail {
  readonly serviceId: string;
  /** What was last answered; `null` before the first answer. */
  readonly facts: ServiceDetail | null;
  /** Why the last question was not answered. */
  readonly fault: string | null;
}

interface OpenIncident {
  readonly id: string;
  /** `null` before the answer. */
  readonly facts: IncidentDetail | null;
  /** Why the question was not answered. */
  readonly fault: string | null;
}

export interface DashboardState {
  readonly connection: Connection;
  readonly snapshot: Snapshot | null;
  /** Epoch ms by the server's clock, which every time on the page is from. */
  readonly now: number;
  /** How far the server's clock is ahead of the viewer's. */
  readonly aheadMs: number;
  /** When the server was last heard, by its clock. */
  readonly heardAt: number | null;
  readonly announcement: Announcement;
  /** Only services of this status are listed. */
  readonly filter: Status | null;
  /** The service that is open. */
  readonly detail: Detail | null;
  /** The incident of that service whose evidence is open. */
  readonly incident: OpenIncident | null;
  /** What the address asks for in place of the services; a service opens over these. */
  readonly pageOpen: 'services' | 'settings' | 'about';
  /** Of About, read when it is opened first; `null` before, and again when that failed. */
  readonly notices: Result<string, RequestFault> | null;
  /** What the desktop says of itself; `null` in a browser, and in the window until it has said so. */
  readonly desktop: DesktopView | null;
  /** Who the server takes the person for; `null` in the window, and in a browser until it has said so. */
  readonly session: Session | null;
  /** Why the token in the address opened nothing. */
  readonly sessionFault: string | null;
  /** What the person may do about services; `null` for one who may only look. */
  readonly hand: OperatorHand | null;
  /** `null` in a browser. */
  readonly windowHand: WindowHand | null;
  /** `null` in the window. */
  readonly browserHand: BrowserHand | null;
  /** Oldest first. */
  readonly toasts: readonly Toast[];
}

export interface DashboardActions {
  readonly toggleFilter: (status: Status) => void;
  /** Set by whoever starts the dashboard: only it knows the address. */
  readonly leaveService: () => void;
  /** Opens the evidence of an incident, or closes it. */
  readonly toggleIncident: (id: string) => void;
  /** Into the clipboard. */
  readonly copy: (text: string) => Promise<Outcome>;
  readonly dismissToast: (key: string) => void;
}

export type DashboardStore = StoreApi<DashboardState & DashboardActions>;

export function createDashboardStore(now: number): DashboardStore {
  return createStore((set) => ({
    connection: { state: 'connecting' },
    snapshot: null,
    now,
    aheadMs: 0,
    heardAt: null,
    announcement: { polite: '', urgent: '' },
    filter: null,
    detail: null,
    incident: null,
    pageOpen: 'services',
    notices: null,
    desktop: null,
    session: null,
    sessionFault: null,
    hand: null,
    windowHand: null,
    browserHand: null,
    toasts: [],
    toggleFilter: (status) => set((state) => ({ filter: state.filter === status ? null : status })),
    leaveService: () => undefined,
    toggleIncident: () => undefined,
    copy: () => Promise.resolve(err({ code: 'unavailable', message: 'there is no clipboard' })),
    dismissToast: (key) => set(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.key !== key) })),
  }));
}
