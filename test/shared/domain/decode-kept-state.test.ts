import { describe, expect, it } from 'vitest';
import { decodeKeptState } from '../../../shared/domain/decode-kept-state.ts';
import { keptState } from '../../builders/kept-state.ts';

const state = keptState(1000);

describe('a state document', () => {
  it('comes back as it was written', () => {
    expect(decodeKeptState(JSON.parse(JSON.stringify(state)))).toEqual({ ok: true, value: state });
  });

  it('loses what this version does not know', () => {
    expect(decodeKeptState({ ...state, colour: 'blue' })).toEqual({ ok: true, value: state });
  });

  it.each([2, 99])('of the newer version %i is refused as such', (version) => {
    expect(decodeKeptState({ version, other: true })).toEqual({
      ok: false,
      error: {
        kind: 'newer',
        message: `it has version ${version} and this Bellwether reads up to version 1`,
      },
    });
  });

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'the document'],
    ['a list', [], 'the document'],
    ['a word', 'state', 'the document'],
    ['no version', { ...state, version: undefined }, 'version'],
    ['an older version that never was', { ...state, version: 0 }, 'version'],
    ['services that are no list', { ...state, services: {} }, 'services'],
    [
      'a service without alerts',
      { ...state, services: [{ ...state.services[0], alerts: null }] },
      'services.0.alerts',
    ],
    ['a time that is a word', { ...state, offlineSince: 'yesterday' }, 'offlineSince'],
    [
      'a delivery that is a word',
      { ...state, outbox: [{ ...state.outbox[0], delivered: 'yes' }] },
      'outbox.0.delivered',
    ],
  ])('that is or has %s is invalid, and says where', (_, document, place) => {
    expect(decodeKeptState(document)).toMatchObject({
      ok: false,
      error: { kind: 'invalid', message: expect.stringContaining(`${place}: `) },
    });
  });
});
