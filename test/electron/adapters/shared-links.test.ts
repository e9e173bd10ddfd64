import { describe, expect, it } from 'vitest';
import { sharedLinks, type Sharing } from '../../../electron/adapters/shared-links.ts';

const ADDRESSES = [
  { address: '192.0.2.7', isRoutable: true },
  { address: 'fd00::7', isRoutable: true },
  { address: 'fe80::7', isRoutable: false },
];

function links(address: string, wishes: Partial<Sharing> = {}, addresses = ADDRESSES) {
  return sharedLinks({ scheme: 'http', names: [], address, ...wishes }, 9999, addresses);
}

describe('links for other machines', () => {
  it.each([
    ['0.0.0.0', ['http://192.0.2.7:9999']],
    ['::', ['http://192.0.2.7:9999', 'http://[fd00::7]:9999']],
    ['192.0.2.7', ['http://192.0.2.7:9999']],
    ['fd00::7', ['http://[fd00::7]:9999']],
  ])('lead to where %s listens', (address, urls) => {
    expect(links(address)).toEqual({ urls, none: null });
  });

  it.each([
    ['127.0.0.1', 'it listens on 127.0.0.1, which only this machine reaches'],
    ['127.0.0.5', 'it listens on 127.0.0.5, which only this machine reaches'],
    ['::1', 'it listens on ::1, which only this machine reaches'],
    ['fe80::7%eth0', 'browsers cannot be sent to fe80::7%eth0'],
  ])('are none for %s, and a sentence says why', (address, why) => {
    const { urls, none } = links(address);
    expect([urls, none?.includes(why)]).toEqual([[], true]);
  });

  it('are none without a network', () => {
    expect(links('0.0.0.0', {}, []).none).toContain('no address on the network');
  });

  it('lead to the names of the configuration, at their own port and path', () => {
    const names = ['Monitor.lan', 'https://portal.lan/bell/', 'http://portal.lan:8080'];
    expect(links('127.0.0.1', { names }).urls).toEqual([
      'http://monitor.lan:9999',
      'https://portal.lan/bell',
      'http://portal.lan:8080',
    ]);
    expect(links('0.0.0.0', { names: ['monitor.lan'], scheme: 'https' }).urls).toEqual([
      'https://monitor.lan:9999',
    ]);
    expect(links('0.0.0.0', { names: ['monitor.lan'] }).urls).toEqual([
      'http://monitor.lan:9999',
      'http://192.0.2.7:9999',
    ]);
  });
});
