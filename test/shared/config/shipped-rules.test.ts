import { describe, expect, it } from 'vitest';
import { decode, decoded, faultLines } from '../../builders/config-document.ts';

const TCP = 'tcp: { host: localhost, port: 1 }';

describe('a document without rules', () => {
  const rulesOf = (service: string) =>
    decoded(`version: 1\nservices: [${service}]`).services[0]?.rules.map(({ id }) => id);

  it('has those that ship', () => {
    const all = ['degraded-performance', 'high-response-time'];
    expect(rulesOf(`{ id: a, ${TCP} }`)).toEqual(['service-down', ...all, 'unsteady']);
    expect(rulesOf(`{ id: a, group: frontend, ${TCP} }`)).toEqual([...all, 'frontend-tolerance', 'unsteady']);
  });

  it('can turn them off and change them by their ids', () => {
    const [service] = decoded(
      `version: 1\nservices: [{ id: a, rules: { unsteady: off, service-down: { for: 1h } }, ${TCP} }]`,
    ).services;
    expect(service?.rules.map(({ id, holdMs }) => [id, holdMs])).toContainEqual(['service-down', 3_600_000]);
    expect(service?.rules.map(({ id }) => id)).not.toContain('unsteady');
    expect(faultLines(decode(`version: 1\nservices: [{ id: a, rules: { unstaedy: off }, ${TCP} }]`))).toEqual(
      ['2:30 services[0].rules.unstaedy: no rule has the id "unstaedy"; did you mean `unsteady`?'],
    );
  });
});

describe('a share of failures', () => {
  const faults = (rule: string, override = '') =>
    faultLines(
      decode(
        `version: 1\nservices: [{ id: a, ${override}${TCP} }]\nrules: [{ id: r, severity: warning, ${rule} }]`,
      ),
    );

  it.each([
    ['30%', 0.3],
    ['2.5%', 0.025],
    ['100%', 1],
  ])('of %s is a share', (text, share) => {
    const text2 = `version: 1\nservices: [{ id: a, ${TCP} }]\nrules: [{ id: r, severity: warning, when: { failing: ${text} }, for: 10m }]`;
    expect(decoded(text2).services[0]?.rules[0]?.condition).toEqual({ kind: 'failing', share });
  });

  it.each(['0%', '101%', '30', '0.3', '"30 %"', '-5%'])('of %s is none', (text) => {
    expect(faults(`when: { failing: ${text} }, for: 10m`)).toHaveLength(1);
  });

  it('is counted over a minute to an hour', () => {
    const expected = (text: string) =>
      expect.stringContaining(
        `\`failing\` is counted over \`for\`: expected a duration from 1m to 1h, got "${text}"`,
      );
    expect(faults('when: { failing: 30% }, for: 30s')).toEqual([expected('30s')]);
    expect(faults('when: { failing: 30% }, for: 1m')).toEqual([]);
    expect(faults('when: { failing: 30% }, for: 10m', 'rules: { r: { for: 2h } }, ')).toEqual([
      expected('2h'),
    ]);
    expect(faults('when: down, for: 2h', 'rules: { r: { when: { failing: 9% } } }, ')).toEqual([
      expected('2h'),
    ]);
  });
});
