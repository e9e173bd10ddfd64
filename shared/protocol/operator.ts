/** What a person may do to the running monitor: from the window and the tray, later with a token over the network. */
export type OperatorRequest =
  /** All services when no id is given. */
  | { readonly type: 'probe-now'; readonly service?: string }
  | { readonly type: 'acknowledge'; readonly service: string; readonly comment?: string }
  | { readonly type: 'unacknowledge'; readonly service: string }
  /** `until` as in `Silence`: epoch ms in the future, or `recovery`. */
  | {
      readonly type: 'silence';
      readonly service: string;
      readonly until: number | 'recovery';
      readonly comment?: string;
    }
  | { readonly type: 'unsilence'; readonly service: string }
  /** Each service that is watched now, except those whose silence lasts longer already. */
  | { readonly type: 'silence-all'; readonly until: number; readonly comment?: string }
  /** Whoever silenced them. */
  | { readonly type: 'unsilence-all' }
  /** `until` as in `Pause`: epoch ms in the future, or `null` until somebody resumes. */
  | { readonly type: 'pause'; readonly until: number | null; readonly comment?: string }
  | { readonly type: 'resume' };
