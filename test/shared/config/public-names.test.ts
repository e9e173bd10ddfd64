import { describe, expect, it } from 'vitest';
import { publicName } from '../../../shared/config/public-names.ts';
import { decoded, decode, faultLines } from '../../builders/config-document.ts';

const withNames = (names: string) => `version: 1\nservices: []\nserver: { share: true, names: [${names}] }\n`;

describe('a name by which others know the page', () => {
  it.each([
    ['monitor.lan', { host: 'monitor.lan', origin: null, path: '' }],
    ['Monitor.LAN', { host: 'monitor.lan', origin: null, path: '' }],
    ['https://monitor.lan', { host: 'monitor.lan', origin: 'https://monitor.lan', path: '' }],
    ['HTTPS://Monitor.lan./', { host: 'monitor.lan', origin: 'https://monitor.lan', path: '' }],
    ['https://monitor.lan:443', { host: 'monitor.lan', origin: 'https://monitor.lan', path: '' }],
    ['http://monitor.lan:080/', { host: 'monitor.lan', origin: 'http://monitor.lan', path: '' }],
    ['https://monitor.lan:8443', { host: 'monitor.lan', origin: 'https://monitor.lan:8443', path: '' }],
    ['https://monitor.lan/bell/', { host: 'monitor.lan', origin: 'https://monitor.lan', path: '/bell' }],
    ['https://[fd00::7]:8443', { host: '[fd00::7]', origin: 'https://[fd00::7]:8443', path: '' }],
  ])('%s is understood', (written, name) => {
    expect(publicName(written)).toEqual(name);
    const document = written.includes('080') ? written.replace(':080', ':80') : written;
    expect(decoded(withNames(JSON.stringify(document))).server.names).toEqual([document]);
  });

  it.each([
    'monitor.lan:8443',
    'monitor.lan/bell',
    'ftp://monitor.lan',
    'https://',
    'https://ann@monitor.lan',
    'https://monitor.lan/?x',
    'https://monitor.lan:99999',
    '*.lan',
    '',
  ])('%j is none', (written) => {
    const faults = faultLines(decode(withNames(JSON.stringify(written))));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^3:\d+ server\.names\[0\]: (expected|a URL must)/);
  });
});
