/** A viewer looks; an operator also sees what services answered. */
export type Role = 'viewer' | 'operator';
