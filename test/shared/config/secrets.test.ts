import { describe, expect, it } from 'vitest';
import { decode, decoded, faultLine, faultLines } from '../../builders/config-document.ts';

describe('a reference', () => {
  const document = (url: string, header = 'x') =>
    `version: 1\nrules: [{ id: r, when: down, for: 0s, severity: warning }]\nservices: [{ id: a, http: { url: "${url}", headers: { Authorization: "${header}" } } }]`;

  it('is filled in for the prober and left as written for people', () => {
    const config = decoded(
      document('http://localhost:8000/${file:path}?token=${env:TOKEN}&page=1', 'Bearer ${env:TOKEN}'),
      {
        'env:TOKEN': 't0p',
        'file:path': 'health',
      },
    );
    expect(config.warnings).toEqual([]);
    expect(config.services[0]).toMatchObject({
      address: 'http://localhost:8000/${file:path}?token=***&page=1',
      secrets: ['health', 't0p'],
      loopback: true,
      probe: {
        url: 'http://localhost:8000/health?token=t0p&page=1',
        headers: { Authorization: 'Bearer t0p' },
      },
    });
  });

  it('is plain text after an extra dollar sign', () => {
    const config = decoded(document('http://localhost', '$${env:TOKEN} and $$ and ${env:TOKEN}'), {
      'env:TOKEN': 't0p',
    });
    expect(config.services[0]?.probe).toMatchObject({
      headers: { Authorization: '${env:TOKEN} and $$ and t0p' },
    });
  });

  it('is not looked for in what it stands for', () => {
    const config = decoded(document('http://localhost', '${env:TOKEN}'), { 'env:TOKEN': '${env:OTHER}' });
    expect(config.services[0]?.probe).toMatchObject({ headers: { Authorization: '${env:OTHER}' } });
  });
});

describe('a reference where its value would be shown', () => {
  it.each([
    'name: "${env:TOKEN}"',
    'tags: ["${env:TOKEN}"]',
    'links: { logs: "https://logs.example/?q=${env:TOKEN}" }',
    'http: { url: "http://localhost", expectBody: { contains: "${env:TOKEN}" } }',
    'http: { url: "http://localhost", expectJson: { deep: { token: "${env:TOKEN}" } } }',
    'http: { url: "http://localhost", expectStatus: "${env:TOKEN}" }',
    'http: { url: "http://${env:TOKEN}/health" }',
    'http: { url: "http://api.${env:TOKEN}:8000" }',
    'http: { url: "http://localhost:${env:TOKEN}?a=b" }',
    'http: { url: "${env:TOKEN}" }',
    'http: { url: "${env:TOKEN}://localhost/" }',
    'http: { url: "${env:TOKEN}/health" }',
  ])('is refused: %s', (member) => {
    const http = member.startsWith('http') ? '' : ', http: { url: "http://localhost" }';
    const text = `version: 1\nrules: []\nservices: [{ id: a${http}, ${member} }]`;
    const faults = faultLines(decode(text, { 'env:TOKEN': 't0p' }));
    expect(faults).toHaveLength(1);
    expect(faults[0]).toContain('a reference cannot stand where its value would be shown');
    expect(faults[0]).not.toContain('t0p');
  });
});

describe('a reference in the address of a service or of the monitor', () => {
  it.each([
    'services: [{ id: a, tcp: { host: "${env:TOKEN}", port: 5432 } }]',
    'services: [{ id: a, tcp: { host: "db.${file:TOKEN}", port: 5432 } }]',
    'services: []\nserver: { share: true, host: "${env:TOKEN}" }',
    'services: []\nserver: { names: ["${env:TOKEN}"] }',
  ])('is refused: %s', (text) => {
    const faults = faultLines(
      decode(`version: 1\nrules: []\n${text}`, { 'env:TOKEN': 't0p', 'file:TOKEN': 't0p' }),
    );
    expect(faults).toEqual([
      expect.stringContaining('a reference cannot stand where its value would be shown'),
    ]);
  });

  it.each([
    'http://localhost/${env:TOKEN}',
    'http://localhost/?page=${env:TOKEN}',
    'http://localhost:80?page=${env:TOKEN}',
    'http://localhost/a://${env:TOKEN}',
  ])('may stand behind its origin: %s', (url) => {
    const config = decoded(`version: 1\nservices: [{ id: a, http: { url: "${url}" } }]`, {
      'env:TOKEN': 't0p',
    });
    expect(config.services[0]?.address).toBe(url);
  });
});

describe('the address a person sees', () => {
  it.each([
    ['http://localhost:8000/a?key=abc&page=2', 'http://localhost:8000/a?key=***&page=2', true],
    [
      'https://example.com/?api_key=a&accessToken=b&sig=c&x-secret=d&design=e',
      'https://example.com/?api_key=***&accessToken=***&sig=***&x-secret=***&design=e',
      false,
    ],
    ['https://example.com/?%74oken=a', 'https://example.com/?%74oken=***', false],
    ['http://shop.localhost/', 'http://shop.localhost/', true],
    ['http://127.1.2.3/', 'http://127.1.2.3/', true],
    ['http://[::1]:9/', 'http://[::1]:9/', true],
    ['http://[::2]/', 'http://[::2]/', false],
    ['http://localhost.example.com/', 'http://localhost.example.com/', false],
    ['HTTP://LOCALHOST./', 'HTTP://LOCALHOST./', true],
  ])('of %s is %s', (url, address, loopback) => {
    const config = decoded(`version: 1\nservices: [{ id: a, http: { url: "${url}" } }]`);
    expect(config.services[0]).toMatchObject({ address, loopback });
  });
});

describe('a warning', () => {
  it('tells of secrets written out, by place and never by value', () => {
    const config = decoded(
      `version: 1
rules: [{ id: r, when: down, for: 0s, severity: warning }]
services:
  - id: a
    http:
      url: "http://localhost/?token=s3cret"
      headers: { Accept: text/html, X-API-Key: s3cret, cookie: "a=s3cret", My-Password: "\${env:P}" }
`,
      { 'env:P': 's3cret' },
    );
    expect(config.warnings.map(faultLine)).toEqual([
      '6:12 services[0].http.url: this URL holds a secret; write ${env:NAME} or ${file:path} instead',
      '7:48 services[0].http.headers.X-API-Key: the header "X-API-Key" holds a secret; write ${env:NAME} or ${file:path} instead',
      '7:64 services[0].http.headers.cookie: the header "cookie" holds a secret; write ${env:NAME} or ${file:path} instead',
    ]);
  });

  it.each([
    'https://hooks.slack.com/services/T00000000/B00000000/s3cret',
    'https://discord.com/api/webhooks/1/s3cret',
    'https://api.telegram.org/bot123456:s3cret-ABC/getMe',
    'http://localhost/token/s3cret99/health',
    'http://localhost/ping/s3cret9a8b7c6d',
    'http://localhost/x/xoxb-123456789-s3cret',
    'http://localhost/?code=s3cret',
    'http://localhost/x;jsessionid=s3cret',
  ])('tells of a secret in an address, which is shown without it: %s', (url) => {
    const config = decoded(`version: 1
rules: [{ id: r, when: down, for: 0s, severity: warning }]
services: [{ id: a, http: { url: "${url}" } }]
`);
    expect(config.warnings.map(faultLine)).toEqual([
      '3:34 services[0].http.url: this URL holds a secret; write ${env:NAME} or ${file:path} instead',
    ]);
    expect(config.services[0]?.address).not.toContain('s3cret');
  });

  it.each([
    'https://hooks.slack.com/services/${env:P}',
    'http://localhost/ping/${env:P}?token=${env:P}',
    'http://localhost/tenants/1f0e6a3b-2c4d-4e5f-8a9b-0c1d2e3f4a5b/auth/login',
  ])('does not tell of an address without one: %s', (url) => {
    const config = decoded(
      `version: 1
rules: [{ id: r, when: down, for: 0s, severity: warning }]
services: [{ id: a, http: { url: "${url}" } }]
`,
      { 'env:P': 's3cret' },
    );
    expect(config.warnings).toEqual([]);
  });

  it('tells of secrets in links, which everybody sees', () => {
    const config = decoded(`version: 1
rules: [{ id: r, when: down, for: 0s, severity: warning }]
services:
  - { id: a, http: { url: "http://localhost/?session=x" }, links: { logs: "https://logs.example/?jwt=x" } }
`);
    expect(config.warnings.map(({ path }) => path)).toEqual([
      'services[0].http.url',
      'services[0].links.logs',
    ]);
    expect(config.services[0]?.address).toBe('http://localhost/?session=***');
  });

  it('tells of what has no effect', () => {
    const config = decoded(`version: 1
groups: { web: { rules: { core-down: { for: 5m } } } }
services: [{ id: a, group: core, rules: { web-down: off }, tcp: { host: localhost, port: 1 } }]
rules:
  - { id: web-down, when: down, for: 1m, severity: warning, groups: [web] }
  - { id: core-down, when: down, for: 1m, severity: warning, exceptGroups: [web] }
`);
    expect(config.warnings.map(faultLine)).toEqual([
      '2:27 groups.web.rules.core-down: this has no effect: the rule core-down does not apply here',
      '3:43 services[0].rules.web-down: this has no effect: the rule web-down does not apply here',
    ]);
  });

  const one = (members = '') => `services: [{ id: a, ${members}tcp: { host: localhost, port: 1 } }]`;

  it.each([
    ['services: []', '2:11 services: there are no `services`: nothing is watched'],
    [
      `${one()}\nrules: []`,
      '3:8 rules: there are no `rules`: nothing will ever raise an alert; leave `rules` out for those that ship',
    ],
    [
      `${one('group: g, ')}\nrules: [{ id: r, when: down, for: 1m, severity: warning, exceptGroups: [g] }]`,
      '1:1 : no rule applies to any service: nothing will ever raise an alert',
    ],
    [
      `${one('rules: { r: off }, ')}\nrules: [{ id: r, when: down, for: 1m, severity: warning }]`,
      '1:1 : no rule applies to any service: nothing will ever raise an alert',
    ],
    [
      'services: [{ id: a, group: g, tcp: { host: h, port: 1 } }, { id: b, tcp: { host: h, port: 1 } }]\n' +
        'rules: [{ id: r, when: down, for: 1m, severity: warning, groups: [g] }]',
      '2:60 services[1]: no rule applies to b: it will never raise an alert',
    ],
  ])('tells that nothing will raise an alert: %s', (text, warning) => {
    expect(decoded(`version: 1\n${text}`).warnings.map(faultLine)).toEqual([warning]);
  });

  it.each([
    ['without rules', one()],
    ['with one service that is meant to be quiet', one('rules: { unsteady: off }, ')],
  ])('is not given for a document %s', (_, text) => {
    expect(decoded(`version: 1\n${text}`).warnings).toEqual([]);
  });
});
