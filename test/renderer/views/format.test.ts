import { describe, expect, it, vi } from 'vitest';
import {
  certificateWarning,
  formatAge,
  formatAgo,
  formatClock,
  formatMoment,
  formatRatio,
  formatSpan,
  isWebAddress,
} from '../../../renderer/views/format.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const DAY = 86_400_000;
const UTC = { timeZone: 'UTC' };

it.each([
  [-500, '0 s'],
  [59_999, '59 s'],
  [60_000, '1 min'],
  [3_599_000, '59 min'],
  [7_300_000, '2 h'],
  [3 * DAY, '3 d'],
])('age of %i ms', (ms, text) => {
  expect(formatAge(ms)).toBe(text);
});

it('calls what is younger than a second just now', () => {
  expect([formatAgo(-20), formatAgo(999), formatAgo(1000)]).toEqual(['just now', 'just now', '1 s ago']);
});

it('gives spans in whole seconds, at least one', () => {
  expect([formatSpan(0), formatSpan(1900), formatSpan(185_400)]).toEqual(['1 s', '1 s', '3 min 5 s']);
});

it.each([
  [null, '–'],
  [1, '100 %'],
  [0.99999, '99.99 %'],
  [0.9876, '98.7 %'],
  [0.57, '57.0 %'],
  [0, '0.0 %'],
])('ratio %s never looks better than it is', (ratio, text) => {
  expect(formatRatio(ratio)).toBe(text);
});

it('names the day only when it is another one', () => {
  expect([formatMoment(AT, AT + 3000, UTC), formatMoment(AT - DAY, AT, UTC)]).toEqual([
    '09:00:00',
    '4 Jan 2026, 09:00:00',
  ]);
});

it('says to the minute when something ends, with the date unless it is today', () => {
  const at = Date.UTC(2026, 0, 6, 8, 0, 30);
  expect([formatClock(at, at - 1000, UTC), formatClock(at, at - DAY, UTC)]).toEqual([
    '08:00',
    '6 Jan 2026, 08:00',
  ]);
});

describe('certificateWarning', () => {
  it.each([
    [null, null],
    [21 * DAY, null],
    [21 * DAY - 1, 'Certificate expires in 20 days'],
    [1.5 * DAY, 'Certificate expires in 1 day'],
    [3_600_000, 'Certificate expires today'],
    [0, 'Certificate has expired'],
  ])('%s ms before the end', (left, text) => {
    expect(certificateWarning(left === null ? null : AT + left, AT)).toBe(text);
  });
});

it.each([
  ['https://wiki.example/runbook', true],
  ['HTTP://wiki.example', true],
  ['javascript:alert(1)', false],
  [' javascript:alert(1)//http://', false],
  ['data:text/html,x', false],
])('%s as a link: %s', (address, yes) => {
  expect(isWebAddress(address)).toBe(yes);
});

it('makes a formatter once for a page of a thousand times', () => {
  const made = vi.spyOn(Intl, 'DateTimeFormat');
  for (let index = 0; index < 1000; index += 1)
    formatMoment(AT - index * 1000, AT, { timeZone: 'Asia/Tokyo' });
  expect(made.mock.calls.length).toBeLessThanOrEqual(2);
  made.mockRestore();
});
