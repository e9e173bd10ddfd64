import { describe, expect, it } from 'vitest';
import {
  machineNames,
  searchDomainsIn,
  type MachineFacts,
} from '../../../electron/adapters/machine-names.ts';

const BARE: MachineFacts = {
  hostname: 'desk',
  multicastNames: [],
  searchDomains: [],
  hosts: '',
  addresses: ['192.0.2.7'],
};

const names = (facts: Partial<MachineFacts>) => [...machineNames({ ...BARE, ...facts })];

describe('the names of this machine', () => {
  it.each(['desk', 'DESK', 'desk.', 'Desk.Local', 'desk.local.'])(
    'are the same for the host name %s',
    (hostname) => {
      expect(names({ hostname, searchDomains: ['corp.example', 'Lan.'] }).toSorted()).toEqual([
        '192.0.2.7',
        'desk',
        'desk.corp.example',
        'desk.lan',
        'desk.local',
      ]);
    },
  );

  it('are whole and short for a host name with its domain, and none is invented', () => {
    expect(names({ hostname: 'Desk.Corp.Example.' }).toSorted()).toEqual([
      '192.0.2.7',
      'desk',
      'desk.corp.example',
      'desk.local',
    ]);
  });

  it.each([
    ['localhost', ['localhost', '192.0.2.7']],
    ['localhost.localdomain', ['localhost.localdomain', '192.0.2.7']],
    ['192.0.2.7', ['192.0.2.7']],
    ['', ['192.0.2.7']],
    ['my desk', ['192.0.2.7']],
  ])('of the host name %j are no others', (hostname, known) => {
    expect(names({ hostname, searchDomains: ['lan'] })).toEqual(known);
  });

  it('are those of multicast DNS, which may be set apart', () => {
    expect(names({ multicastNames: ['Anns-Desk', 'other.local.'] })).toEqual([
      'desk',
      'desk.local',
      'anns-desk.local',
      'other.local',
      '192.0.2.7',
    ]);
  });

  it('are those that the hosts file gives its addresses, and no other', () => {
    const hosts = `# 192.0.2.7 no
127.0.0.1 localhost
127.0.1.1\tdesk.corp.example desk # as Debian writes it
192.0.2.7 Monitor.Lan. monitor
192.0.2.70 printer
::1 ip6-localhost
fd00:0:0::7 monitor6
fe80::7%eth0 linked
0.0.0.0 ads.example
not an address
203.0.113.1 elsewhere\r
`;
    const known = names({ hosts, addresses: ['192.0.2.7', 'fd00::7', 'fe80::7%eth0'] });
    for (const name of ['desk.corp.example', 'monitor.lan', 'monitor', 'ip6-localhost', 'monitor6', 'linked'])
      expect(known).toContain(name);
    for (const name of ['printer', 'ads.example', 'elsewhere', 'an', 'no']) expect(known).not.toContain(name);
    expect(known.slice(-3)).toEqual(['192.0.2.7', '[fd00::7]', '[fe80::7]']);
  });
});

it('finds the search domains that resolvers use', () => {
  expect(searchDomainsIn('nameserver 192.0.2.1\nsearch corp.example  lan # home\noptions ndots:1\n')).toEqual(
    ['corp.example', 'lan'],
  );
  expect(searchDomainsIn('search old.example\ndomain new.example\n')).toEqual(['new.example']);
  expect(searchDomainsIn('search .\n')).toEqual([]);
  expect(searchDomainsIn('')).toEqual([]);
});
