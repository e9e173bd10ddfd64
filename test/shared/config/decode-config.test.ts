import { describe, expect, it } from 'vitest';
import { decodeConfig } from '../../../shared/config/decode-config.ts';
import { decoded, EXAMPLE, source } from '../../builders/config-document.ts';

const DOWN = {
  id: 'service-down',
  condition: { kind: 'down' },
  holdMs: 30_000,
  severity: 'critical',
  cooldownMs: 300_000,
};
const DEGRADED = {
  id: 'degraded-performance',
  condition: { kind: 'degraded' },
  holdMs: 60_000,
  severity: 'warning',
  cooldownMs: 300_000,
};
const SLOW = {
  id: 'high-response-time',
  condition: { kind: 'latency-above', thresholdMs: 5000 },
  holdMs: 120_000,
  severity: 'warning',
  cooldownMs: 300_000,
};
const TOLERANT = {
  id: 'frontend-tolerance',
  condition: { kind: 'down' },
  holdMs: 120_000,
  severity: 'warning',
  cooldownMs: 300_000,
};
const TIMING = { intervalMs: 30_000, timeoutMs: 10_000, degradedAfterMs: 1000, downAfterMs: 5000 };
const PLAIN_HTTP = {
  kind: 'http',
  method: 'GET',
  headers: {},
  expectStatus: [{ from: 200, to: 299 }],
  expectBody: null,
  expectJson: null,
  followRedirects: 3,
  reuseConnection: false,
  tls: { verify: true, caFile: null },
};

describe('a document in order', () => {
  it('becomes what the engine uses', () => {
    expect(decoded(EXAMPLE)).toEqual({
      services: [
        {
          ...TIMING,
          id: 'api-gateway',
          name: 'API gateway',
          group: 'core',
          tags: ['public'],
          intervalMs: 15_000,
          probe: {
            ...PLAIN_HTTP,
            url: 'http://localhost:8000/api/health',
            expectBody: 'ok',
            expectJson: { status: 'ok' },
          },
          address: 'http://localhost:8000/api/health',
          secrets: [],
          loopback: true,
          dependsOn: ['platform-services'],
          links: { runbook: 'https://wiki.example.com/api', logs: 'https://logs.example.com/api' },
          rules: [DOWN, SLOW],
        },
        {
          ...TIMING,
          id: 'cache-port',
          name: 'cache-port',
          group: null,
          tags: [],
          probe: { kind: 'tcp', host: 'localhost', port: 6379 },
          address: 'localhost:6379',
          secrets: [],
          loopback: true,
          dependsOn: [],
          links: {},
          rules: [DOWN, DEGRADED, SLOW],
        },
        {
          ...TIMING,
          id: 'platform-services',
          name: 'platform-services',
          group: 'frontend',
          tags: [],
          probe: { ...PLAIN_HTTP, url: 'https://platform.example.com/health' },
          address: 'https://platform.example.com/health',
          secrets: [],
          loopback: false,
          dependsOn: [],
          links: {},
          rules: [{ ...DEGRADED, holdMs: 300_000 }, SLOW, TOLERANT],
        },
      ],
      groups: [
        { id: 'frontend', name: 'Frontend' },
        { id: 'core', name: 'core' },
      ],
      server: {
        host: '127.0.0.1',
        port: 9999,
        share: false,
        names: [],
        openHealth: false,
        openMetrics: false,
        trustLoopback: true,
        tls: null,
      },
      history: { samplesMs: 7 * 86_400_000, minutesMs: 30 * 86_400_000, hoursMs: 400 * 86_400_000 },
      warnings: [],
    });
  });

  it('may be as short as this', () => {
    const config = decoded('version: 1\nservices: []');
    expect(config).toEqual({
      services: [],
      groups: [],
      server: {
        host: null,
        port: 9999,
        share: false,
        names: [],
        openHealth: false,
        openMetrics: false,
        trustLoopback: true,
        tls: null,
      },
      history: { samplesMs: 7 * 86_400_000, minutesMs: 30 * 86_400_000, hoursMs: 400 * 86_400_000 },
      warnings: [expect.objectContaining({ message: 'there are no `services`: nothing is watched' })],
    });
  });

  it('is the same as JSON, however that is indented', () => {
    const json =
      '{\n\t"version": 1,\n\t"services": [\n\t\t{ "id": "a", "tcp": { "host": "::1", "port": 1 } }\n\t]\n}\n';
    const fromJson = decodeConfig(json, source({}, 'json'));
    const fromYaml = decoded('version: 1\nservices: [{ id: a, tcp: { host: "::1", port: 1 } }]');
    expect(fromJson).toMatchObject({ ok: true, value: { services: fromYaml.services } });
    expect(fromYaml.services[0]).toMatchObject({ address: '[::1]:1', loopback: true });
  });

  it('may begin with a byte order mark, end lines as Windows does and repeat parts by alias', () => {
    const config = decoded(
      '\uFEFFversion: 1\r\nservices:\r\n  - &first { id: a, tags: [x], tcp: &port { host: localhost, port: 1 } }\r\n  - { id: b, tcp: *port }\r\n',
    );
    expect(config.services.map(({ id, address }) => [id, address])).toEqual([
      ['a', 'localhost:1'],
      ['b', 'localhost:1'],
    ]);
  });
});

describe('what a service uses', () => {
  it("is its own setting, then its group's, then the defaults, then the built-in one", () => {
    const config = decoded(`
version: 1
defaults: { interval: 20s, timeout: 4s }
groups: { shop: { interval: 40s, downAfter: 3s } }
services:
  - { id: own, group: shop, interval: 50s, tcp: { host: localhost, port: 1 } }
  - { id: of-group, group: shop, tcp: { host: localhost, port: 1 } }
  - { id: of-defaults, tcp: { host: localhost, port: 1 } }
`);
    expect(
      config.services.map((service) => [
        service.intervalMs,
        service.timeoutMs,
        service.degradedAfterMs,
        service.downAfterMs,
      ]),
    ).toEqual([
      [50_000, 4000, 1000, 3000],
      [40_000, 4000, 1000, 3000],
      [20_000, 4000, 1000, 5000],
    ]);
  });

  it('is each field of a rule from the service, then the group, then the rule', () => {
    const config = decoded(`
version: 1
groups:
  changed: { rules: { slow: { for: 2m, severity: critical, when: { latencyAbove: 2s } } } }
  without: { rules: { slow: off } }
services:
  - { id: a, group: changed, rules: { slow: { for: 3m, cooldown: 1h } }, tcp: { host: localhost, port: 1 } }
  - { id: b, group: changed, rules: { slow: off }, tcp: { host: localhost, port: 1 } }
  - { id: c, group: without, tcp: { host: localhost, port: 1 } }
  - { id: d, group: without, rules: { slow: { when: degraded } }, tcp: { host: localhost, port: 1 } }
rules: [{ id: slow, when: { latencyAbove: 1s }, for: 1m, severity: warning }]
`);
    expect(config.services.map(({ rules }) => rules)).toEqual([
      [
        {
          id: 'slow',
          condition: { kind: 'latency-above', thresholdMs: 2000 },
          holdMs: 180_000,
          severity: 'critical',
          cooldownMs: 3_600_000,
        },
      ],
      [],
      [],
      [
        {
          id: 'slow',
          condition: { kind: 'degraded' },
          holdMs: 60_000,
          severity: 'warning',
          cooldownMs: 300_000,
        },
      ],
    ]);
  });

  it.each([
    ['200', [{ from: 200, to: 200 }]],
    ['"404"', [{ from: 404, to: 404 }]],
    ['3xx', [{ from: 300, to: 399 }]],
    ['200-204', [{ from: 200, to: 204 }]],
    [
      '[2xx, 301, 400-404]',
      [
        { from: 200, to: 299 },
        { from: 301, to: 301 },
        { from: 400, to: 404 },
      ],
    ],
  ])('expects the HTTP status %s as ranges', (written, ranges) => {
    const config = decoded(
      `version: 1\nservices: [{ id: a, http: { url: "http://localhost", expectStatus: ${written} } }]`,
    );
    expect(config.services[0]?.probe).toMatchObject({ expectStatus: ranges });
  });

  it('knows the hosts to which a redirect may lead further inside', () => {
    const config = decoded(
      `version: 1\nservices: [{ id: a, http: { url: "http://x.example", followRedirects: { most: 2, hosts: [Login.LAN, "::1"] } } }]`,
    );
    expect(config.services[0]?.probe).toMatchObject({
      followRedirects: 2,
      redirectHosts: ['login.lan', '::1'],
    });
  });

  it('looks for the certificate of the server beside the document', () => {
    const { server } = decoded(`
version: 1
services: []
server: { tls: { certificate: certs/monitor.pem, key: /srv/monitor.key } }
`);
    expect(server.tls).toEqual({
      certificate: '/etc/bellwether/certs/monitor.pem',
      key: '/srv/monitor.key',
    });
  });

  it('looks for a CA file beside the document', () => {
    const config = decoded(`
version: 1
services:
  - { id: a, http: { url: "https://localhost", tls: { caFile: certs/ca.pem } } }
  - { id: b, http: { url: "https://localhost", tls: { verify: false, caFile: /srv/ca.pem } } }
`);
    expect(config.services.map(({ probe }) => probe)).toMatchObject([
      { tls: { verify: true, caFile: '/etc/bellwether/certs/ca.pem' } },
      { tls: { verify: false, caFile: '/srv/ca.pem' } },
    ]);
  });
});
