import { describe, expect, it } from 'vitest';
import { unmetBody, unmetStatus } from '../../../shared/domain/expectations.ts';
import type { HttpProbe, JsonValue } from '../../../shared/domain/service.ts';

interface Answered {
  readonly httpStatus?: number;
  readonly statusPhrase?: string;
  readonly text?: string;
  readonly cut?: boolean;
}

function judged(answer: Answered, wanted: Partial<HttpProbe>) {
  const { httpStatus = 200, statusPhrase = 'OK', text = '', cut = false } = answer;
  const expected = { expectStatus: [{ from: 200, to: 299 }], expectBody: null, expectJson: null, ...wanted };
  return (
    unmetStatus(httpStatus, statusPhrase, expected) ?? unmetBody({ text, cut, compression: null }, expected)
  );
}

describe('the status', () => {
  it.each([200, 204, 299])('%i is within 2xx', (httpStatus) => {
    expect(judged({ httpStatus }, {})).toBeNull();
  });

  it.each([
    [199, [{ from: 200, to: 299 }], 'answered 199, expected 2xx'],
    [300, [{ from: 200, to: 299 }], 'answered 300, expected 2xx'],
    [
      200,
      [
        { from: 401, to: 401 },
        { from: 403, to: 404 },
      ],
      'answered 200, expected 401 or 403 to 404',
    ],
    [500, [{ from: 200, to: 299 }], 'answered 500'],
  ])('%i is not', (httpStatus, expectStatus, message) => {
    expect(judged({ httpStatus, statusPhrase: '' }, { expectStatus })).toEqual({
      cause: 'http-status',
      message,
    });
  });

  it('comes before the body', () => {
    const answer = { httpStatus: 503, statusPhrase: 'Service Unavailable', text: 'no' };
    expect(judged(answer, { expectBody: 'ok' })).toEqual({
      cause: 'http-status',
      message: 'answered 503 Service Unavailable',
    });
  });
});

describe('the text', () => {
  it.each([
    ['all is ok', null],
    ['', 'body: expected to contain "ok", got an empty body'],
    ['  \n', 'body: expected to contain "ok", got an empty body'],
    ['OK', 'body: expected to contain "ok", got text without it'],
    ['<!DOCTYPE html>', 'body: expected to contain "ok", got an HTML page'],
  ])('%j', (text, message) => {
    expect(judged({ text }, { expectBody: 'ok' })?.message ?? null).toBe(message);
  });

  it('comes before the JSON', () => {
    const both = { expectBody: 'ok', expectJson: { a: 1 } };
    expect(judged({ text: '{}' }, both)?.message).toMatch(/to contain/);
    expect(judged({ text: '"ok"' }, both)?.message).toMatch(/the JSON/);
  });
});

describe('the JSON', () => {
  const fault = (actual: unknown, expectJson: Readonly<Record<string, JsonValue>>) =>
    judged({ text: JSON.stringify(actual) }, { expectJson })?.message.replace('body: expected ', '') ?? null;

  it('may hold more than is expected, at any depth', () => {
    expect(
      fault({ status: 'ok', db: { up: true, ms: 3 }, more: [] }, { status: 'ok', db: { up: true } }),
    ).toBeNull();
  });

  it.each<[unknown, Readonly<Record<string, JsonValue>>, string]>([
    [{ status: 'down' }, { status: 'ok' }, 'status to be "ok", got "down"'],
    [{}, { status: 'ok' }, 'status to be "ok", got nothing'],
    [{ status: null }, { status: 'ok' }, 'status to be "ok", got null'],
    [{ count: '1' }, { count: 1 }, 'count to be 1, got other text'],
    [{ db: { up: false } }, { db: { up: true } }, 'db.up to be true, got false'],
    [{ db: 'up' }, { db: { up: true } }, 'db to be an object, got "up"'],
    [{ db: [] }, { db: { up: true } }, 'db to be an object, got a list of 0'],
    [[], { status: 'ok' }, 'the JSON to be an object, got a list of 0'],
    [{ tags: ['a'] }, { tags: ['a', 'b'] }, 'tags to be a list of 2, got a list of 1'],
    [{ tags: ['a', 'c'] }, { tags: ['a', 'b'] }, 'tags[1] to be "b", got "c"'],
    [{ rows: [{ id: 1, more: 2 }] }, { rows: [{ id: 1 }] }, 'rows[0].more to be absent, got 2'],
    [{}, { toString: 'ok' }, 'toString to be "ok", got nothing'],
  ])('%j is not %j', (actual, expected, message) => {
    expect(fault(actual, expected)).toBe(message);
  });

  it('is shown no text of the answer but plain words', () => {
    const told = (status: string) => fault({ status }, { status: 'ok' });
    expect(told('out of service')).toBe('status to be "ok", got "out of service"');
    for (const text of ['s3cr3t', 'a@b.example', `\u{202e}evil\u{1b}[31m`, 'x'.repeat(25)]) {
      expect(told(text)).toBe('status to be "ok", got other text');
    }
  });

  it('that was cut off cannot be judged', () => {
    expect(judged({ text: '{"a":1', cut: true }, { expectJson: { a: 1 } })?.message).toBe(
      'body: expected JSON with a, got text that goes on beyond what is read',
    );
  });

  it('of any depth is compared without falling over', () => {
    const deep = `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
    expect(judged({ text: deep }, { expectJson: { a: 'ok' } })?.message).toBe(
      'body: expected a to be "ok", got a list of 1',
    );
  });
});
