import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../shared/config/decode-config.ts';
import { DURATION, TCP, decode, faultLines, faultsOfLine, source } from '../../builders/config-document.ts';

describe('the form of the document', () => {
  it.each([
    [
      '',
      [
        '1:1 : expected a mapping of version, defaults, services, groups, rules, server, history; the document is empty',
      ],
    ],
    [
      '# nothing\n',
      [
        '1:1 : expected a mapping of version, defaults, services, groups, rules, server, history; the document is empty',
      ],
    ],
    [
      'hello',
      ['1:1 : expected a mapping of version, defaults, services, groups, rules, server, history, got text'],
    ],
    [
      '[]',
      ['1:1 : expected a mapping of version, defaults, services, groups, rules, server, history, got a list'],
    ],
    ['services: []', ['1:1 version: `version` is missing: expected 1, the version of this form of document']],
    ['version: 0\nservices: []', ['1:10 version: expected 1, the version of this form of document, got 0']],
    [
      'version: "1"\nservices: []',
      ['1:10 version: expected 1, the version of this form of document, got "1"'],
    ],
    ['version: 1', ['1:1 services: `services` is missing: expected a list of services']],
    ['version: 1\nservices:', ['2:10 services: expected a list of services, got nothing']],
    ['version: 1\nservices: {}', ['2:11 services: expected a list of services, got a mapping']],
    [
      'version: 1\nservices: [api]',
      [
        '2:12 services[0]: expected a mapping of id, name, group, tags, interval, timeout, degradedAfter, downAfter, http, tcp, dependsOn, links, rules, got text',
      ],
    ],
  ])('%j', (text, faults) => {
    expect(faultLines(decode(text))).toEqual(faults);
  });

  it('of a newer version is not judged beyond its version', () => {
    expect(faultLines(decode('version: 2\nservices: {}\nalerting: new'))).toEqual([
      '1:10 version: this document has version 2 and was written for a newer Bellwether; this one reads version 1',
    ]);
  });
});

describe('a document that cannot be read as YAML', () => {
  it.each([
    ['a tab', 'version: 1\nservices:\n\t- id: a', ['3:1 : a tab cannot indent YAML: use spaces']],
    [
      'a duplicate key',
      'version: 1\nservices: []\nservices: []',
      ['3:1 services: the key "services" is there twice'],
    ],
    [
      'a duplicate key inside',
      `version: 1\nservices: [{ id: a, id: b, ${TCP} }]`,
      ['2:21 services[0].id: the key "id" is there twice'],
    ],
    [
      'an open quote',
      'version: "1\nservices: []',
      ['2:13 : something is missing here: a closing quote, a ":" after a key, or a "," between members'],
    ],
    [
      'a colon in text',
      'version: 1\nservices: a: b',
      ['2:11 : a second ":" on one line; put text with ": " in quotes'],
    ],
    [
      'a reserved character',
      'version: @x',
      ['1:10 : text cannot begin with this character; put it in quotes'],
    ],
    [
      'a second document',
      'version: 1\nservices: []\n---\nversion: 1',
      ['3:1 : a second document begins here; expected one'],
    ],
    [
      'a tag',
      'version: 1\nservices: !!js/function x',
      ['2:11 : this tag ("!...") is not known here; put text that begins with "!" in quotes'],
    ],
    [
      'an alias of nothing',
      'version: 1\nservices: *some',
      [
        '2:11 services: the alias "some" has no anchor before it',
        '2:11 services: expected a list of services, got nothing',
      ],
    ],
    ['an alias of itself', 'version: &v [*v]', ['1:14 : nested deeper than 32 levels']],
    [
      'a number as a key',
      'version: 1\nservices: []\n7: x',
      ['3:1 ["?"]: expected text as a key; put it in quotes'],
    ],
    [
      'the key __proto__',
      'version: 1\nservices: []\n__proto__: x',
      ['3:1 __proto__: this key is not allowed'],
    ],
    ['a merge key', 'version: 1\nservices: []\n<<: {}', ['3:1 ["<<"]: unknown key "<<"']],
    ['a megabyte of brackets', '['.repeat(1_000_000), ['1:33 : nested deeper than 32 levels']],
    ['a megabyte of list marks', '- '.repeat(500_000), ['1:65 : nested deeper than 32 levels']],
    ['a megabyte of keys', '? '.repeat(500_000), ['1:65 : nested deeper than 32 levels']],
    ['a megabyte of lists in mappings', '[{a: '.repeat(200_000), ['1:81 : nested deeper than 32 levels']],
    [
      'far too many parts',
      `version: [${'1,'.repeat(500_000)}]`,
      [expect.stringMatching(/^1:\d+ : too many parts/)],
    ],
    ['deep nesting', `version: ${'['.repeat(40)}${']'.repeat(40)}`, ['1:42 : nested deeper than 32 levels']],
  ])('because of %s', (_, text, faults) => {
    expect(faultLines(decode(text))).toEqual(faults);
  });

  it('because aliases repeat aliases', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) =>
        `a${level + 1}: &a${level + 1} [${Array.from({ length: 10 }, () => `*a${level}`).join()}]`,
    );
    expect(faultLines(decode(`a0: &a0 x\n${levels.join('\n')}`))).toEqual([
      '1:1 : the document has too many values, aliases counted in full',
    ]);
  });

  it('because of its size', () => {
    expect(faultLines(decode(`# ${'x'.repeat(1_048_576)}`))).toEqual([
      'null:null : the document is larger than 1 MiB',
    ]);
  });

  it('because of nesting that no reader could follow', () => {
    expect(decode('['.repeat(100_000)).ok).toBe(false);
    expect(decode('- '.repeat(100_000)).ok).toBe(false);
    expect(decodeConfig('['.repeat(100_000), source({}, 'json')).ok).toBe(false);
  });
});

describe('a document that is not JSON', () => {
  it.each([
    [
      'a comment',
      '{ "version": 1, // one\n "services": [] }',
      '1:17 : this is not JSON: expected a key in double quotes; JSON has no comma before "}"',
    ],
    [
      'a comma at the end',
      '{\n\t"version": 1,\n\t"services": [],\n}',
      '4:1 : this is not JSON: expected a key in double quotes; JSON has no comma before "}"',
    ],
    ['single quotes', "{ 'version': 1 }", '1:3 : this is not JSON: expected a key in double quotes or "}"'],
    [
      'a key without quotes',
      '{ version: 1 }',
      '1:3 : this is not JSON: expected a key in double quotes or "}"',
    ],
    [
      'a missing comma',
      '{ "version": 1 "services": [] }',
      '1:16 : this is not JSON: expected "," or the end of the list or mapping',
    ],
    ['a missing colon', '{ "version" 1 }', '1:13 : this is not JSON: expected ":" after the key'],
    [
      'an unfinished end',
      '{ "version": 1',
      '1:15 : this is not JSON: expected "," or the end of the list or mapping',
    ],
    ['more after the end', '{ "version": 1 } x', '1:18 : this is not JSON: expected the end of the document'],
    [
      'text without quotes',
      '{ "version": secret }',
      '1:14 : this is not JSON: expected a value: text in double quotes, a number, true, false, null, "[" or "{"',
    ],
    [
      'nothing at all',
      '',
      '1:1 : this is not JSON: expected a value: text in double quotes, a number, true, false, null, "[" or "{"',
    ],
  ])('because of %s', (_, text, fault) => {
    expect(faultLines(decodeConfig(text, source({}, 'json')))).toEqual([fault]);
  });

  it('has its other faults at their places, too', () => {
    const text = '{\n\t"version": 1,\n\t"services": [],\n\t"services": [],\n\t"server": { "port": 0 }\n}';
    expect(faultLines(decodeConfig(text, source({}, 'json')))).toEqual([
      '4:2 services: the key "services" is there twice',
      '5:22 server.port: expected a whole number from 1 to 65535, got 0',
    ]);
  });
});

describe('an unknown key', () => {
  it.each([
    [
      `services: [{ id: a, intervall: 15s, ${TCP} }]`,
      ['2:21 services[0].intervall: unknown key `intervall`; did you mean `interval`?'],
    ],
    [
      `services: [{ id: a, Name: x, color: y, ${TCP} }]`,
      [
        '2:21 services[0].Name: unknown key `Name`; did you mean `name`?',
        '2:30 services[0].color: unknown key `color`',
      ],
    ],
    ['services: []\nsevrer: { port: 1 }', ['3:1 sevrer: unknown key `sevrer`; did you mean `server`?']],
    ['services: []\nserver: { prot: 1 }', ['3:11 server.prot: unknown key `prot`; did you mean `port`?']],
    [
      'services: []\nhistory: { sample: 1d }',
      ['3:12 history.sample: unknown key `sample`; did you mean `samples`?'],
    ],
    [
      'services: [{ id: a, http: { url: "http://localhost", expectedStatus: 200 } }]',
      ['2:54 services[0].http.expectedStatus: unknown key `expectedStatus`; did you mean `expectStatus`?'],
    ],
    ['services: []\ngroups: { web: { colour: red } }', ['3:18 groups.web.colour: unknown key `colour`']],
    [
      'services: []\nrules: [{ id: r, when: { latencyAbov: 5s }, for: 1m, severity: warning }]',
      [
        '3:24 rules[0].when.latencyAbove: `latencyAbove` is missing: ' + DURATION,
        '3:26 rules[0].when.latencyAbov: unknown key `latencyAbov`; did you mean `latencyAbove`?',
      ],
    ],
    ['services: []\n"a\\u202e\\nb": 1', ['3:1 ["a\\u{202e}\\nb"]: unknown key "a\\u{202e}\\nb"']],
  ])('%s', (line, faults) => {
    expect(faultsOfLine(line)).toEqual(faults);
  });
});
