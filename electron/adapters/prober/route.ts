import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { codeOf } from './probe-fault.ts';

/** What the system answers when its routing table has no way; with other errors it could not be asked. */
const NO_ROUTE: readonly (string | null)[] = [
  'ENETUNREACH',
  'EHOSTUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EAFNOSUPPORT',
  'EACCES',
  'EPERM',
];
/** Root name servers, a and m: an address of the internet for each family. Nothing is sent to them. */
export const INTERNET: readonly string[] = ['198.41.0.4', '2001:dc3::35'];
/** Any will do, since nothing is sent to it: discard. */
const PORT = 9;

/**
 * The local address from which the kernel would reach `remote`, an address: connecting a UDP socket looks into the routing
 * table and sends nothing. `null` when there is no route, `undefined` when it cannot be told. Never rejects.
 */
export function localAddressTo(remote: string): Promise<string | null | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(remote) ? 'udp6' : 'udp4');
    let open = true;
    const end = (local: string | null | undefined) => {
      if (open) socket.close();
      open = false;
      resolve(local);
    };
    const fail = (error: unknown) => {
      end(NO_ROUTE.includes(codeOf(error)) ? null : undefined);
    };
    socket.once('error', fail);
    socket.connect(PORT, remote, (...failure: readonly unknown[]) => {
      if (failure[0] instanceof Error) fail(failure[0]);
      else if (open) end(socket.address().address);
    });
  });
}
