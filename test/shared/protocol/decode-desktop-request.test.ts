import { describe, expect, it } from 'vitest';
import { decodeDesktopRequest, isDesktopRequest } from '../../../shared/protocol/decode-desktop-request.ts';

describe('a request for the desktop', () => {
  it.each([
    { type: 'resync' },
    { type: 'set-up', choice: 'preset' },
    { type: 'set-sound', on: false },
    { type: 'set-alarms-stay', on: false },
    { type: 'set-tray-style', style: 'auto' },
    { type: 'set-start-at-login', on: true },
    { type: 'set-share', on: true },
    { type: 'create-token', name: 'ann', role: 'operator' },
    { type: 'revoke-token', name: 'ann' },
    { type: 'test-notification' },
    { type: 'show-file', file: 'logs' },
    { type: 'open-in-browser' },
    { type: 'copy-link' },
    { type: 'copy-text', text: '# Orders' },
    { type: 'quit' },
  ])('is understood: $type', (request) => {
    expect(isDesktopRequest(request.type)).toBe(true);
    expect(decodeDesktopRequest(request)).toEqual({ ok: true, value: request });
  });

  it.each([
    { type: 'show-file', file: '/etc/passwd' },
    { type: 'set-sound', on: 'yes' },
    { type: 'set-alarms-stay' },
    { type: 'create-token', name: '../ann', role: 'viewer' },
    { type: 'create-token', name: 'ann', role: 'admin' },
    { type: 'set-up', choice: 'import', path: '/etc/passwd' },
    { type: 'quit', now: true },
    { type: 'relaunch' },
    { type: 'copy-text', text: 'x'.repeat(200_001) },
    null,
    'quit',
  ])('is refused: %j', (request) => {
    expect(decodeDesktopRequest(request).ok).toBe(false);
  });

  it('is none by the names that every object has', () => {
    expect(isDesktopRequest('constructor')).toBe(false);
  });
});
