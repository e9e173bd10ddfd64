/** How many of the files and connections that a process may open each part of the monitor may take. */
export interface DescriptorShares {
  /** Probes at once. */
  readonly probes: number;
  /** Idle connections to services that want theirs kept. */
  readonly kept: number;
  /** Pages that look on. */
  readonly viewers: number;
  /** All connections to the web server, those of viewers included. */
  readonly connections: number;
}

/** More open probes than these would spoil each other's latency and the machine's sockets; the others are as generous. */
export const FULL_SHARES: DescriptorShares = { probes: 256, kept: 256, viewers: 128, connections: 256 };
/** Open at rest: the loop and its threads, log, history, lock. Counted on Linux: 35. */
const AT_REST = 36;
/** Of the page and its files, whatever probes do. */
const FOR_REQUESTS = 12;
/** With less there is nothing to share. */
const LEAST_TO_SHARE = 8;

/** @param limit of the process, as `ulimit -n` tells it; `Infinity` where there is none. */
export function sharesOf(limit: number): DescriptorShares {
  const rest = Math.max(LEAST_TO_SHARE, limit - AT_REST - FOR_REQUESTS);
  const viewers = Math.min(FULL_SHARES.viewers, Math.floor(rest / 4));
  return {
    probes: Math.min(FULL_SHARES.probes, Math.floor(rest / 2)),
    kept: Math.min(FULL_SHARES.kept, Math.floor(rest / 8)),
    viewers,
    connections: Math.min(FULL_SHARES.connections, FOR_REQUESTS + Math.floor(rest / 4)),
  };
}
