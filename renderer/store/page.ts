import type { OverallStatus } from '../../shared/domain/overview.ts';

/** What tab and window show of the state: title and icon. */
export interface Face {
  readonly status: OverallStatus;
  readonly headline: string;
}

/** The browser around the page: time, address, title. */
export interface Page {
  /** Epoch ms of the viewer's machine. */
  now(): number;
  /** Calls back every second. */
  onTick(listener: () => void): () => void;
  /** Calls back at once and at each change with the id of the service that the address names. */
  onRoute(listener: (serviceId: string | null) => void): () => void;
  leaveService(): void;
  show(face: Face): void;
  reload(): void;
}
