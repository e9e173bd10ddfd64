/** A span in which this process could not observe anything. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** `stopped`: the monitor was not running; `frozen`: its process or machine slept; `offline`: services beyond this machine could not be seen; `paused`: somebody paused monitoring. */
  readonly reason: 'stopped' | 'frozen' | 'offline' | 'paused';
}
