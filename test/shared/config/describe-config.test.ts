import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { SHIPPED_RULES } from '../../../shared/config/defaults.ts';
import { describeConfig } from '../../../shared/config/describe-config.ts';
import { decoded, faultLines, source } from '../../builders/config-document.ts';

const TEXT = `version: 1
defaults: { interval: 1m }
groups: { shop: { timeout: 3s } }
services:
  - id: orders
    group: shop
    http:
      url: "https://orders.example/\${env:HOME_PATH}?token=s3cret&page=1"
      headers: { Authorization: Bearer s3cret, X-Api-Key: "\${env:KEY}", Accept: text/html }
      method: HEAD
  - { id: cache, name: Cache, downAfter: 2s, tcp: { host: localhost, port: 1 } }
`;
const SECRETS = { 'env:HOME_PATH': 'health', 'env:KEY': 's3cret' };

it('shows a document with its defaults filled in, references as written and secrets masked', () => {
  const description = describeConfig(TEXT, source(SECRETS));
  expect(description).toMatchObject({
    ok: true,
    value: {
      document: {
        version: 1,
        defaults: { interval: '1m', timeout: '10s', degradedAfter: '1s', downAfter: '5s' },
        groups: { shop: { timeout: '3s' } },
        services: [
          {
            id: 'orders',
            name: 'orders',
            group: 'shop',
            interval: '1m',
            timeout: '3s',
            degradedAfter: '1s',
            downAfter: '5s',
            http: {
              url: 'https://orders.example/${env:HOME_PATH}?token=***&page=1',
              method: 'HEAD',
              headers: { Authorization: '***', 'X-Api-Key': '${env:KEY}', Accept: 'text/html' },
              expectStatus: '2xx',
              followRedirects: 3,
              reuseConnection: false,
            },
          },
          {
            id: 'cache',
            name: 'Cache',
            interval: '1m',
            timeout: '10s',
            downAfter: '2s',
            tcp: { host: 'localhost', port: 1 },
          },
        ],
        server: {
          host: '127.0.0.1',
          port: 9999,
          share: false,
          openHealth: false,
          openMetrics: false,
          trustLoopback: true,
          tls: null,
          names: [],
        },
        history: { samples: '7d', minutes: '30d', hours: '400d' },
      },
    },
  });
  expect(JSON.stringify(description)).not.toContain('s3cret');
});

it('shows the rules that apply, as far as there are the groups that they name', () => {
  const shown = (text: string) => {
    const description = describeConfig(text, source());
    return description.ok ? description.value.document['rules'] : faultLines(description);
  };
  const tcp = 'tcp: { host: localhost, port: 1 }';
  expect(shown(`version: 1\nservices: [{ id: a, group: frontend, ${tcp} }]`)).toEqual(SHIPPED_RULES);
  const withoutGroups = shown(`version: 1\nservices: [{ id: a, ${tcp} }]`);
  expect(withoutGroups).toMatchObject([
    { id: 'service-down', when: 'down' },
    { id: 'degraded-performance' },
    { id: 'high-response-time' },
    { id: 'unsteady', when: { failing: '30%' }, for: '10m' },
  ]);
  expect(JSON.stringify(withoutGroups)).not.toContain('frontend');
  expect(shown(`version: 1\nservices: [{ id: a, ${tcp} }]\nrules: []`)).toEqual([]);
});

it('prints YAML that says the same and, but for masked secrets, works the same', () => {
  const description = describeConfig(TEXT, source(SECRETS));
  if (!description.ok) throw new Error(faultLines(description).join('\n'));
  const { document, yaml } = description.value;
  expect(parse(yaml)).toEqual(document);
  const [before, after] = [decoded(TEXT, SECRETS), decoded(yaml, SECRETS)];
  const timing = ({ services }: typeof before) =>
    services.map(({ intervalMs, timeoutMs, address }) => [intervalMs, timeoutMs, address]);
  expect(timing(after)).toEqual(timing(before));
});

it('describes nothing that is not in order', () => {
  expect(faultLines(describeConfig('version: 1', source()))).toEqual([
    '1:1 services: `services` is missing: expected a list of services',
  ]);
});

it('masks secrets in links', () => {
  const text = `version: 1
services: [{ id: a, tcp: { host: localhost, port: 1 }, links: { logs: "https://logs.example/?token=s3cret&page=1" } }]`;
  expect(describeConfig(text, source())).toMatchObject({
    value: { document: { services: [{ links: { logs: 'https://logs.example/?token=***&page=1' } }] } },
  });
});
