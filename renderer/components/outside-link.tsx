import type { ReactNode } from 'react';
import { isWebAddress } from '../views/format.ts';

/** Opens elsewhere, and tells nobody where the viewer comes from. Anything but a web address stays text. */
export function OutsideLink({
  address,
  children,
}: {
  readonly address: string;
  readonly children: ReactNode;
}) {
  if (!isWebAddress(address)) return <span>{children}</span>;
  return (
    <a href={address} target="_blank" rel="noopener noreferrer" dir="auto">
      {children}
    </a>
  );
}
