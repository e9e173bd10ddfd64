import { expect, it } from 'vitest';
import { sessionBusSockets } from '../../../electron/desktop/bus-address.ts';

it.each([
  ['unix:path=/run/user/1000/bus', ['/run/user/1000/bus']],
  ['unix:path=/run/user/1000/bus,guid=0123456789abcdef', ['/run/user/1000/bus']],
  ['unix:guid=0123,abstract=/tmp/dbus-AbC', ['\0/tmp/dbus-AbC']],
  ['unix:path=/tmp/my%20bus%2c%3d', ['/tmp/my bus,=']],
  ['unix:path=/tmp/a=b', ['/tmp/a=b']],
  ['unix:runtime=yes', ['/run/user/7/bus']],
  ['', ['/run/user/7/bus']],
  [undefined, ['/run/user/7/bus']],
  ['tcp:host=localhost,port=1;unix:path=/b;unix:abstract=c;', ['/b', '\0c']],
  // Nothing of this leads to a socket of this machine.
  ['autolaunch:', []],
  ['unix:path=', []],
  ['unix:dir=/tmp', []],
  ['unix:path=/%ff', []],
  ['unix', []],
  ['unixexec:path=/bin/sh', []],
  ['nonsense', []],
])('%j leads to %j', (address, sockets) => {
  const environment = { DBUS_SESSION_BUS_ADDRESS: address, XDG_RUNTIME_DIR: '/run/user/7' };
  expect(sessionBusSockets(environment)).toEqual(sockets);
});

it('without an address and without a folder of the session there is no bus', () => {
  expect(sessionBusSockets({})).toEqual([]);
});
