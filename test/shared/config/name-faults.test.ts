import { describe, expect, it } from 'vitest';
import { DURATION, TCP, decode, faultLines, faultsOfLine } from '../../builders/config-document.ts';

const LOOPBACK = 'expected 127.0.0.1, ::1 or localhost, or with `share: true` any address of this machine';
const ID = 'expected at most 64 letters, digits and "-", beginning with a letter or digit';

describe('names', () => {
  it.each([
    [
      `[{ id: a, ${TCP} }, { id: a, ${TCP} }]`,
      ['2:64 services[1].id: the id "a" is already used by services[0]'],
    ],
    [`[{ id: "", ${TCP} }]`, [`2:18 services[0].id: ${ID}, got ""`]],
    [`[{ id: a_b, ${TCP} }]`, [`2:18 services[0].id: ${ID}, got "a_b"`]],
    [`[{ id: -a, ${TCP} }]`, [`2:18 services[0].id: ${ID}, got "-a"`]],
    [`[{ id: "\${env:ID}", ${TCP} }]`, [`2:18 services[0].id: ${ID}, got "\${env:ID}"`]],
    [`[{ ${TCP} }]`, [`2:12 services[0].id: \`id\` is missing: ${ID}`]],
    [
      `[{ id: a, name: "a\\u0007", ${TCP} }]`,
      [
        '2:27 services[0].name: expected 1 to 100 characters without line breaks and control characters, got "a\\u0007"',
      ],
    ],
    [
      `[{ id: a, name: "\\u202Ea", ${TCP} }]`,
      [
        '2:27 services[0].name: expected 1 to 100 characters without line breaks and control characters, got "\\u{202e}a"',
      ],
    ],
    [
      `[{ id: a, name: " ", ${TCP} }]`,
      [
        '2:27 services[0].name: expected 1 to 100 characters without line breaks and control characters, got " "',
      ],
    ],
    [
      `[{ id: a, name: ${'x'.repeat(101)}, ${TCP} }]`,
      [
        `2:27 services[0].name: expected 1 to 100 characters without line breaks and control characters, got "${'x'.repeat(60)}…"`,
      ],
    ],
    [`[{ id: a, tags: [x, y, x], ${TCP} }]`, ['2:34 services[0].tags[2]: this is listed twice']],
    [`[{ id: a, tags: x, ${TCP} }]`, ['2:27 services[0].tags: expected a list of at most 20, got text']],
    [
      `[{ id: a, dependsOn: [a], ${TCP} }]`,
      ['2:33 services[0].dependsOn[0]: a service cannot depend on itself'],
    ],
    [
      `[{ id: orders, ${TCP} }, { id: b, dependsOn: [ordres], ${TCP} }]`,
      ['2:84 services[1].dependsOn[0]: no service has the id "ordres"; did you mean `orders`?'],
    ],
    [
      `[{ id: a, dependsOn: [b], ${TCP} }, { id: b, dependsOn: [c], ${TCP} }, { id: c, dependsOn: [a], ${TCP} }]`,
      ['2:157 services[2].dependsOn[0]: dependsOn goes in a circle: `a` → `b` → `c` → `a`'],
    ],
    [
      `[{ id: x, dependsOn: [a], ${TCP} }, { id: a, dependsOn: [b], ${TCP} }, { id: b, dependsOn: [a], ${TCP} }]`,
      ['2:157 services[2].dependsOn[0]: dependsOn goes in a circle: `a` → `b` → `a`'],
    ],
    [
      `[{ id: a, rules: { servic-down: off }, ${TCP} }]\nrules: [{ id: service-down, when: down, for: 1m, severity: warning }]`,
      ['2:30 services[0].rules.servic-down: no rule has the id "servic-down"; did you mean `service-down`?'],
    ],
    [`[]\ngroups: { g: { rules: { x: { for: 1m } } } }`, ['3:25 groups.g.rules.x: no rule has the id "x"']],
    [`[]\ngroups: { "g h": {} }`, [`3:11 groups["g h"]: ${ID}`]],
  ])('services: %s', (services, faults) => {
    expect(faultsOfLine(`services: ${services}`)).toEqual(faults);
  });

  it('may be any words, emoji included, up to a hundred characters', () => {
    expect(faultsOfLine(`services: [{ id: a, name: "${'🧭'.repeat(99)}ب", ${TCP} }]`)).toEqual([]);
  });

  it('of a group that only services have make that group', () => {
    expect(
      faultsOfLine(
        `services: [{ id: a, group: constructor, ${TCP} }]\nrules: [{ id: r, when: down, for: 1m, severity: warning, groups: [constructor] }]`,
      ),
    ).toEqual([]);
  });
});

describe('a bad rule', () => {
  it.each([
    [
      '{ id: r, when: down, for: 1m, severity: warning }, { id: r, when: down, for: 1m, severity: warning }',
      ['3:66 rules[1].id: the id "r" is already used by rules[0]'],
    ],
    [
      '{ id: r, when: up, for: 1m, severity: fatal }',
      [
        '3:24 rules[0].when: expected `down`, `degraded`, `{ latencyAbove: 5s }` or `{ failing: 30% }`, got "up"',
        '3:47 rules[0].severity: expected `warning` or `critical`, got "fatal"',
      ],
    ],
    [
      '{ id: r }',
      [
        '3:9 rules[0].when: `when` is missing: expected `down`, `degraded`, `{ latencyAbove: 5s }` or `{ failing: 30% }`',
        `3:9 rules[0].for: \`for\` is missing: ${DURATION}`,
        '3:9 rules[0].severity: `severity` is missing: expected `warning` or `critical`',
      ],
    ],
    [
      '{ id: r, when: { latencyAbove: soon }, for: 1m, severity: warning }',
      [`3:40 rules[0].when.latencyAbove: ${DURATION}, got "soon"`],
    ],
    [
      '{ id: r, when: down, for: 1m, severity: warning, groups: [wbe], exceptGroups: [api] }',
      [
        '3:67 rules[0].groups[0]: no group has the id "wbe"; did you mean `web`?',
        '3:73 rules[0].exceptGroups: a rule has either `groups` or `exceptGroups`, not both',
        '3:88 rules[0].exceptGroups[0]: no group has the id "api"',
      ],
    ],
  ])('%s', (rules, faults) => {
    expect(faultsOfLine(`services: [{ id: a, group: web, ${TCP} }]\nrules: [${rules}]`)).toEqual(faults);
  });

  it.each([
    ['r: on', '2:33 services[0].rules.r: expected `off` or the members of the rule to override, got "on"'],
    ['r: { hold: 1m }', '2:35 services[0].rules.r.hold: unknown key `hold`'],
    [
      'r: { for: 8d, severity: bad }',
      '2:40 services[0].rules.r.for: expected a duration from 0s to 7d, got "8d"',
    ],
  ])('changed by %s', (override, fault) => {
    const [first] = faultsOfLine(
      `services: [{ id: a, rules: { ${override} }, ${TCP} }]\nrules: [{ id: r, when: down, for: 1m, severity: warning }]`,
    );
    expect(first).toBe(fault);
  });
});

describe('the server', () => {
  it.each([
    ['host: 0.0.0.0', `3:17 server.host: ${LOOPBACK}, got "0.0.0.0"`],
    ['host: "::"', `3:17 server.host: ${LOOPBACK}, got "::"`],
    ['host: 192.168.1.5', `3:17 server.host: ${LOOPBACK}, got "192.168.1.5"`],
    ['host: my-machine', `3:17 server.host: ${LOOPBACK}, got "my-machine"`],
    ['host: 127.1', `3:17 server.host: ${LOOPBACK}, got 127.1`],
    ['port: 0', '3:17 server.port: expected a whole number from 1 to 65535, got 0'],
    ['port: 70000', '3:17 server.port: expected a whole number from 1 to 65535, got 70000'],
    ['tls: { certificate: a.pem }', '3:16 server.tls.key: `key` is missing: expected the path of a PEM file'],
    ['tls: { certificate: a.pem, key: "" }', '3:43 server.tls.key: expected the path of a PEM file, got ""'],
    ['tls: true', '3:16 server.tls: expected a mapping of certificate, key, got true'],
    ['port: -1', '3:17 server.port: expected a whole number from 1 to 65535, got -1'],
  ])('does not take %s', (member, fault) => {
    expect(faultsOfLine(`services: []\nserver: { ${member} }`)).toEqual([fault]);
  });

  it.each(['127.0.0.1', '127.8.9.1', '"::1"', 'localhost'])('takes the host %s', (host) => {
    expect(faultsOfLine(`services: []\nserver: { host: ${host} }`)).toEqual([]);
  });
});

describe('a bad reference', () => {
  const document = (text: string) => `services: [{ id: a, interval: ${JSON.stringify(text)}, ${TCP} }]`;
  it.each([
    ['${env:ABSENT}', 'the env ABSENT is not there'],
    ['${file:absent.txt}', 'the file absent.txt is not there'],
    [
      '${ABSENT}',
      'expected a reference such as ${env:NAME} or ${file:path}, got "${ABSENT}"; write $${ for a plain ${',
    ],
    [
      '${secret:x}',
      'expected a reference such as ${env:NAME} or ${file:path}, got "${secret:x}"; write $${ for a plain ${',
    ],
    [
      '${env:A B}',
      'expected a reference such as ${env:NAME} or ${file:path}, got "${env:A B}"; write $${ for a plain ${',
    ],
    [
      '${env:A',
      'expected a reference such as ${env:NAME} or ${file:path}, got "${"; write $${ for a plain ${',
    ],
  ])('%s', (text, message) => {
    expect(faultsOfLine(document(text))).toEqual([`2:31 services[0].interval: ${message}`]);
  });

  it('that stands for something unfit is named, and what it stands for is not', () => {
    const text = `version: 1
defaults: { interval: "\${env:S}", timeout: "\${env:S}" }
services:
  - id: a
    name: "\${env:CONTROL}"
    http: { url: "\${env:S}", method: "\${env:S}", headers: { Authorization: "\${env:CONTROL}" }, expectStatus: "\${env:S}", tls: { verify: "\${env:S}" } }
    links: { logs: "\${env:S}" }
  - { id: b, tcp: { host: "\${env:S}", port: "\${env:S}" } }
rules: [{ id: r, when: "\${env:S}", for: "\${env:S}", severity: "\${env:S}" }]
server: { host: "\${env:S}", port: "\${env:S}" }
`;
    const faults = faultLines(decode(text, { 'env:S': 's3cret:!/', 'env:CONTROL': 's3cret\n' }));
    expect(faults).toHaveLength(16);
    expect(faults.join('\n')).not.toContain('s3cret');
    expect(faults[0]).toBe(`2:23 defaults.interval: ${DURATION}, got "\${env:S}"`);
  });
});

describe('many services', () => {
  const services = (count: number) =>
    Array.from({ length: count }, (_, index) => `  - { id: s${index}, ${TCP} }`).join('\n');

  it('are taken up to two thousand', () => {
    expect(faultsOfLine(`services:\n${services(2000)}`)).toEqual([]);
  });

  it('are refused beyond', () => {
    expect(faultsOfLine(`services:\n${services(10_000)}`)).toEqual([
      '3:3 services: expected at most 2000 services, got 10000',
    ]);
  });
});

it('lists faults of every kind at once, in the order of the text', () => {
  const text = `version: 1
defaults: { interval: 1 }
services:
  - { id: a, intervall: 1s, http: { url: "ftp://x" } }
  - { id: a, tcp: { host: localhost, port: 0 }, dependsOn: [nobody] }
rules:
  - { id: r, when: down, for: 1m, severity: warning, groups: [nobody] }
server: { host: example.com }
`;
  expect(decode(text)).toMatchObject({ error: [{ file: 'bellwether.yaml' }, {}, {}, {}, {}, {}, {}, {}] });
  expect(faultLines(decode(text)).map((line) => line.split(':').slice(0, 2).join(':'))).toEqual([
    '2:23 defaults.interval',
    '4:14 services[0].intervall',
    '4:42 services[0].http.url',
    '5:11 services[1].id',
    '5:44 services[1].tcp.port',
    '5:61 services[1].dependsOn[0]',
    '7:63 rules[0].groups[0]',
    '8:17 server.host',
  ]);
});
