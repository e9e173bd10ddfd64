import { describe, expect, it } from 'vitest';
import { DURATION, TCP, URL_EXPECTED, faultsOfLine } from '../../builders/config-document.ts';

const IPV4 = 'expected an IPv4 address as four decimal numbers, such as 127.0.0.1';
const IPV6 = 'expected an IPv6 address such as ::1, in brackets when it is part of a URL';
const HOST =
  'expected a host such as localhost, api.example.com or 127.0.0.1; international names are written as xn--...';

describe('a bad duration', () => {
  it.each([
    ['interval: fast', `2:33 services[0].interval: ${DURATION}, got "fast"`],
    ['interval: 30', `2:33 services[0].interval: ${DURATION}, got 30`],
    ['interval: -1s', `2:33 services[0].interval: ${DURATION}, got "-1s"`],
    ['interval: 30 s', `2:33 services[0].interval: ${DURATION}, got "30 s"`],
    ['interval: null', `2:33 services[0].interval: ${DURATION}, got nothing`],
    ['interval: 999ms', '2:33 services[0].interval: expected a duration from 1s to 24h, got "999ms"'],
    ['interval: 24h1s', '2:33 services[0].interval: expected a duration from 1s to 24h, got "24h1s"'],
    [
      'interval: 99999999999999999999d',
      `2:33 services[0].interval: ${DURATION}, got "99999999999999999999d"`,
    ],
    ['timeout: 99ms', '2:32 services[0].timeout: expected a duration from 100ms to 5m, got "99ms"'],
    ['timeout: 6m', '2:32 services[0].timeout: expected a duration from 100ms to 5m, got "6m"'],
    ['degradedAfter: 0s', '2:38 services[0].degradedAfter: expected a duration from 1ms to 5m, got "0s"'],
    ['downAfter: 6m', '2:34 services[0].downAfter: expected a duration from 1ms to 5m, got "6m"'],
  ])('%s', (member, fault) => {
    expect(faultsOfLine(`services: [{ id: abc, ${member}, ${TCP} }]`)).toEqual([fault]);
  });

  it.each([
    ['for: 8d', '3:42 rules[0].for: expected a duration from 0s to 7d, got "8d"'],
    ['for: 1m, cooldown: 169h', '3:56 rules[0].cooldown: expected a duration from 0s to 7d, got "169h"'],
  ])('of a rule, %s', (members, fault) => {
    const rule = `{ id: r, severity: warning, ${members}, when: down }`;
    expect(faultsOfLine(`services: []\nrules: [${rule}]`)).toEqual([
      fault.replace(/^3:\d+/, (place) => place),
    ]);
  });

  it('of the history', () => {
    expect(faultsOfLine('services: []\nhistory: { samples: 59m, minutes: 30d, hours: 11y }')).toEqual([
      '3:21 history.samples: expected a duration from 1h to 3650d, got "59m"',
      `3:47 history.hours: ${DURATION}, got "11y"`,
    ]);
  });
});

describe('thresholds the wrong way round', () => {
  const MESSAGE = (degraded: string, down: string) =>
    `degradedAfter (${degraded}) has to be shorter than downAfter (${down})`;
  it.each([
    [
      `services: [{ id: a, degradedAfter: 5s, ${TCP} }]`,
      [`2:36 services[0].degradedAfter: ${MESSAGE('5s', '5s')}`],
    ],
    [
      `services: [{ id: a, downAfter: 500ms, ${TCP} }]`,
      [`2:32 services[0].downAfter: ${MESSAGE('1s', '500ms')}`],
    ],
    [
      `services: [{ id: a, ${TCP} }, { id: b, ${TCP} }]\ndefaults: { degradedAfter: 6s }`,
      [`3:28 defaults.degradedAfter: ${MESSAGE('6s', '5s')}`],
    ],
    [
      `services: [{ id: a, group: g, ${TCP} }]\ndefaults: { degradedAfter: 2s }\ngroups: { g: { downAfter: 1s } }`,
      [`4:27 groups.g.downAfter: ${MESSAGE('2s', '1s')}`],
    ],
  ])('%s', (line, faults) => {
    expect(faultsOfLine(line)).toEqual(faults);
  });
});

describe('a bad url', () => {
  it.each([
    ['localhost:8000', URL_EXPECTED],
    ['ftp://localhost/', URL_EXPECTED],
    ['file:///etc/passwd', URL_EXPECTED],
    ['javascript:alert(1)', URL_EXPECTED],
    ['http:/localhost', URL_EXPECTED],
    [' http://localhost', URL_EXPECTED],
    ['http://', HOST],
    [
      'http://user:s3cret@localhost/',
      'a URL must not hold a user name or password; use a header with ${env:NAME} or ${file:path}',
    ],
    [
      'http://s3cret@localhost/',
      'a URL must not hold a user name or password; use a header with ${env:NAME} or ${file:path}',
    ],
    [
      'http://good.example\\@evil.example/',
      'a URL must not hold a user name or password; use a header with ${env:NAME} or ${file:path}',
    ],
    ['http://local host/', HOST],
    ['http://localhost\\evil/', HOST],
    ['http://аpple.com/', HOST],
    ['http://bücher.example/', HOST],
    ['http://a..b/', HOST],
    ['http://-a/', HOST],
    ['http://%6cocalhost/', HOST],
    [
      'http://localhost/a b',
      'expected a URL without spaces, control characters and letters beyond ASCII; write them as %20 and the like',
    ],
    [
      'http://localhost/ä',
      'expected a URL without spaces, control characters and letters beyond ASCII; write them as %20 and the like',
    ],
    ['http://0x7f.1/', IPV4],
    ['http://2130706433/', IPV4],
    ['http://127.1/', IPV4],
    ['http://0177.0.0.1/', IPV4],
    ['http://127.0.0.256/', IPV4],
    ['http://127.0.0.1./', IPV4],
    ['http://example.0x1/', IPV4],
    ['http://[::g]/', IPV6],
    ['http://[1:2:3]/', IPV6],
    ['http://[::1%25eth0]/', IPV6],
    ['http://::1/', HOST],
    ['http://localhost:0/', 'expected a port from 1 to 65535 after the host'],
    ['http://localhost:65536/', 'expected a port from 1 to 65535 after the host'],
    ['http://localhost:/', 'expected a port from 1 to 65535 after the host'],
    [`http://localhost/${'x'.repeat(2048)}`, 'expected a URL of at most 2048 characters'],
  ])('%s', (url, message) => {
    expect(faultsOfLine(`services: [{ id: a, http: { url: ${JSON.stringify(url)} } }]`)).toEqual([
      `2:34 services[0].http.url: ${message}`,
    ]);
  });

  it('of a link', () => {
    expect(faultsOfLine(`services: [{ id: a, links: { logs: "javascript:alert(1)" }, ${TCP} }]`)).toEqual([
      `2:36 services[0].links.logs: ${URL_EXPECTED}`,
    ]);
  });
});

describe('a bad probe', () => {
  it.each([
    ['{ id: a }', ['2:12 services[0]: how to probe it is missing: expected `http` or `tcp`']],
    [
      `{ id: a, http: { url: "http://localhost" }, ${TCP} }`,
      ['2:56 services[0].tcp: a service is probed by either `http` or `tcp`, not both'],
    ],
    ['{ id: a, http: {} }', [`2:27 services[0].http.url: \`url\` is missing: ${URL_EXPECTED}`]],
    [
      '{ id: a, http: "http://user:s3cret@localhost" }',
      [
        '2:27 services[0].http: expected a mapping of url, method, headers, expectStatus, expectBody, expectJson, followRedirects, reuseConnection, tls, got text',
      ],
    ],
    [
      '{ id: a, tcp: { host: localhost } }',
      ['2:26 services[0].tcp.port: `port` is missing: expected a whole number from 1 to 65535'],
    ],
    ['{ id: a, tcp: { port: 1, host: 0x7f.1 } }', [`2:43 services[0].tcp.host: ${IPV4}, got "0x7f.1"`]],
    ['{ id: a, tcp: { port: 1, host: "::x" } }', [`2:43 services[0].tcp.host: ${IPV6}, got "::x"`]],
    ['{ id: a, tcp: { port: 1, host: "a/b" } }', [`2:43 services[0].tcp.host: ${HOST}, got "a/b"`]],
    ...['0', '65536', '-1', '1.5', '"80"'].map((port): [string, string[]] => [
      `{ id: a, tcp: { host: localhost, port: ${port} } }`,
      [`2:51 services[0].tcp.port: expected a whole number from 1 to 65535, got ${port}`],
    ]),
  ])('%s', (service, faults) => {
    expect(faultsOfLine(`services: [${service}]`)).toEqual(faults);
  });

  it.each([
    [
      'method: get',
      '62 services[0].http.method: expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, got "get"',
    ],
    [
      'expectStatus: 700',
      '68 services[0].http.expectStatus: expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204", or a list of them, got 700',
    ],
    [
      'expectStatus: [200, 6xx]',
      '74 services[0].http.expectStatus[1]: expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204", got "6xx"',
    ],
    [
      'expectStatus: 101',
      '68 services[0].http.expectStatus: expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204", or a list of them, got 101',
    ],
    [
      'expectStatus: [1xx, 200]',
      '69 services[0].http.expectStatus[0]: expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204", got "1xx"',
    ],
    [
      'expectStatus: 299-200',
      '68 services[0].http.expectStatus: expected an HTTP status from 200 to 599, such as 200, "2xx" or "200-204", or a list of them, got "299-200"',
    ],
    ['expectBody: ok', '66 services[0].http.expectBody: expected a mapping of contains, got text'],
    ['expectBody: { contains: 5 }', '78 services[0].http.expectBody.contains: expected text, got 5'],
    [
      'expectJson: [1]',
      '66 services[0].http.expectJson: expected a mapping, the members the JSON body has to contain, got a list',
    ],
    [
      'followRedirects: 11',
      '71 services[0].http.followRedirects: expected a whole number from 0 to 10, or a number and hosts, such as { most: 3, hosts: [login.lan] }, got 11',
    ],
    ['reuseConnection: yes', '71 services[0].http.reuseConnection: expected true or false, got "yes"'],
    ['tls: { verify: "no" }', '69 services[0].http.tls.verify: expected true or false, got "no"'],
    ['headers: { "a b": x }', '65 services[0].http.headers["a b"]: expected the name of a header'],
    [
      'headers: { Content-Length: "3" }',
      '65 services[0].http.headers.Content-Length: this header is set by the connection itself',
    ],
    [
      'headers: { A: "s3cret\\nx" }',
      '68 services[0].http.headers.A: expected text without line breaks and control characters',
    ],
    ['headers: { A: 5 }', '68 services[0].http.headers.A: expected text, got 5'],
    ['headers: { A: b, a: c }', '71 services[0].http.headers.a: the header "a" is there twice'],
    [
      'method: HEAD, expectJson: { a: 1 }',
      '68 services[0].http.expectJson: the answer to HEAD has no body; use GET',
    ],
  ])('over HTTP with %s', (member, fault) => {
    expect(faultsOfLine(`services: [{ id: a, http: { url: "http://localhost", ${member} } }]`)).toEqual([
      `2:${fault}`,
    ]);
  });
});
