import type { OverallStatus } from '../../shared/domain/overview.ts';
import type { Result } from '../../shared/lib/result.ts';
import type { RequestFault } from '../../shared/protocol/protocol.ts';
import type { Outcome } from '../client/dashboard-client.ts';
import type { Place } from '../../shared/protocol/desktop.ts';

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
  /** Calls back at once and at each change with the place that the address names. */
  onRoute(listener: (place: Place) => void): () => void;
  open(place: Place): void;
  /** Closes the service that is open: back to what it was opened over, so that the browser's Back does not open it again. */
  leaveService(): void;
  show(face: Face): void;
  reload(): void;
  /** The licences of all that is bundled, as the build wrote them beside the page. */
  readNotices(): Promise<Result<string, RequestFault>>;
  /** Into the clipboard, as far as the browser lets a page do that. */
  copy(text: string): Promise<Outcome>;
}
