import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../shared/config/decode-config.ts';
import { describeConfig } from '../../../shared/config/describe-config.ts';
import { findJsonFault } from '../../../shared/config/json-syntax.ts';
import { decode, EXAMPLE, source } from '../../builders/config-document.ts';

const SECRET = 'hunter2-hunter2';

/** Members as people might write them, right and wrong. */
const durationText = fc.oneof(
  fc
    .integer({ min: 0, max: 400 })
    .chain((count) => fc.constantFrom('ms', 's', 'm', 'h', '').map((unit) => `${count}${unit}`)),
  fc.constantFrom('1s', '2s', '500ms', '5m', '${env:SECRET}'),
);
const word = fc.constantFrom(
  'api',
  'shop',
  'web',
  'a b',
  '',
  'constructor',
  '__proto__',
  '${env:SECRET}',
  '${file:x',
);
const timings = {
  interval: durationText,
  timeout: durationText,
  degradedAfter: durationText,
  downAfter: durationText,
};
const rule = fc.record(
  {
    id: word,
    when: fc.oneof(fc.constantFrom('down', 'degraded', 'up'), fc.record({ latencyAbove: durationText })),
    for: durationText,
    severity: fc.constantFrom('warning', 'critical', 'fatal'),
    groups: fc.array(word, { maxLength: 2 }),
    cooldown: durationText,
  },
  { requiredKeys: ['id', 'when', 'for', 'severity'] },
);
const overrides = fc.dictionary(
  word,
  fc.oneof(fc.constant('off'), fc.record({ for: durationText }, { requiredKeys: [] })),
  {
    maxKeys: 2,
  },
);
const service = fc.record(
  {
    id: fc.oneof(fc.stringMatching(/^[a-z]{6}$/), word),
    name: fc.oneof(word, fc.string()),
    group: word,
    ...timings,
    http: fc.record(
      {
        url: fc.oneof(
          fc.constantFrom('http://localhost:8000/', 'https://${env:SECRET}/?key=abc', 'ftp://x'),
          fc.webUrl(),
        ),
        headers: fc.dictionary(word, fc.oneof(word, fc.integer()), { maxKeys: 2 }),
        expectStatus: fc.oneof(fc.integer({ min: 0, max: 700 }), fc.constantFrom('2xx', '200-299', '9xx')),
      },
      { requiredKeys: ['url'] },
    ),
    dependsOn: fc.array(word, { maxLength: 2 }),
    rules: overrides,
  },
  { requiredKeys: ['id', 'http'] },
);
const document = fc.record(
  {
    version: fc.constantFrom(1, 1, 1, 1, 0, '1'),
    services: fc.array(service, { maxLength: 3 }),
    defaults: fc.record(timings, { requiredKeys: [] }),
    groups: fc.dictionary(
      word,
      fc.record({ name: word, ...timings, rules: overrides }, { requiredKeys: [] }),
      { maxKeys: 2 },
    ),
    rules: fc.array(rule, { maxLength: 2 }),
    server: fc.record(
      { host: fc.constantFrom('127.0.0.1', '0.0.0.0', '${env:SECRET}'), port: fc.integer() },
      { requiredKeys: [] },
    ),
  },
  { requiredKeys: ['version', 'services'] },
);

/** A document in order, as far as each service goes. */
const orderly = fc.record(
  {
    version: fc.constant(1),
    services: fc.uniqueArray(
      fc.record(
        {
          id: fc.stringMatching(/^[a-z]{1,6}$/),
          group: fc.constantFrom('core', 'constructor'),
          interval: fc.constantFrom('1s', '1m30s', '24h'),
          timeout: fc.constantFrom('100ms', '5m'),
          degradedAfter: fc.constantFrom('1ms', '900ms'),
          downAfter: fc.constantFrom('2s', '5m'),
          tcp: fc.record({
            host: fc.constantFrom('localhost', '::1', '10.0.0.1'),
            port: fc.integer({ min: 1, max: 65_535 }),
          }),
        },
        { requiredKeys: ['id', 'tcp'] },
      ),
      { selector: ({ id }) => id, maxLength: 5 },
    ),
    defaults: fc.record({
      degradedAfter: fc.constantFrom('1ms', '1s'),
      downAfter: fc.constantFrom('1500ms', '1m'),
    }),
  },
  { requiredKeys: ['version', 'services'] },
);

describe('whatever the document', () => {
  it('reading it ends in a configuration or in faults at places that exist', () => {
    const anyText = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...Array.from('{}[],:"\'-&*!|>%@\n\t #?~a1')), maxLength: 60 }),
      fc
        .tuple(fc.nat(EXAMPLE.length), fc.nat(EXAMPLE.length), fc.string({ maxLength: 4 }))
        .map(([from, length, put]) => EXAMPLE.slice(0, from) + put + EXAMPLE.slice(from + (length % 20))),
    );
    fc.assert(
      fc.property(anyText, fc.constantFrom('yaml' as const, 'json' as const), (text, format) => {
        const result = decodeConfig(text, source({}, format));
        if (result.ok) return;
        expect(result.error.length).toBeGreaterThan(0);
        const lines = text.split('\n');
        for (const { line, column, message } of result.error) {
          expect(message).not.toBe('');
          expect(column).toBeLessThanOrEqual((lines[(line ?? 0) - 1] ?? '').length + 2);
          expect(column).toBeGreaterThan(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('no fault, warning, address or description holds what a reference stands for', () => {
    fc.assert(
      fc.property(document, (written) => {
        const text = JSON.stringify(written);
        const secrets = { 'env:SECRET': SECRET };
        const result = decode(text, secrets);
        const seen = result.ok
          ? [
              result.value.warnings,
              result.value.services.map(({ address }) => address),
              describeConfig(text, source(secrets)),
            ]
          : result.error;
        expect(JSON.stringify(seen)).not.toContain(SECRET);
      }),
      { numRuns: 400 },
    );
  });

  it('a service that is taken has numbers that a monitor can work with', () => {
    let taken = 0;
    fc.assert(
      fc.property(fc.oneof(document, orderly), (written) => {
        const result = decode(JSON.stringify(written), { 'env:SECRET': SECRET });
        if (!result.ok) return;
        taken += result.value.services.length;
        for (const { intervalMs, timeoutMs, degradedAfterMs, downAfterMs, rules } of result.value.services) {
          expect(intervalMs).toSatisfy(
            (ms: number) => Number.isInteger(ms) && ms >= 1000 && ms <= 86_400_000,
          );
          expect(timeoutMs).toSatisfy((ms: number) => Number.isInteger(ms) && ms >= 100 && ms <= 300_000);
          expect(degradedAfterMs).toBeGreaterThan(0);
          expect(degradedAfterMs).toBeLessThan(downAfterMs);
          for (const { holdMs, cooldownMs } of rules) {
            expect(Math.min(holdMs, cooldownMs)).toBeGreaterThanOrEqual(0);
            expect(Math.max(holdMs, cooldownMs)).toBeLessThanOrEqual(7 * 86_400_000);
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('JSON is told from what is not as JSON itself does', () => {
    const almostJson = fc
      .tuple(
        fc.json(),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', ':', '\\', 'e', '.', '0', '-', ' ', '\t'),
      )
      .map(
        ([json, at, put]) => json.slice(0, at % (json.length + 1)) + put + json.slice(at % (json.length + 1)),
      );
    fc.assert(
      fc.property(fc.oneof(fc.json(), almostJson), (text) => {
        expect(findJsonFault(text) === null).toBe(isJson(text));
      }),
      { numRuns: 1000 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
