import { describe, expect, it } from 'vitest';
import { exchangeOf } from '../../../shared/domain/evidence.ts';
import { exchangeContent, incident, sample } from '../../builders/record.ts';
import { engineHealth, serviceView } from '../../fakes/fake-dashboard.ts';
import { serve, type Served } from './serve.ts';

async function ask({ server }: Served, path: string, init?: RequestInit) {
  const response = await fetch(`${server.url}${path}`, init);
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function json(served: Served, path: string): Promise<[number, unknown]> {
  const { status, text } = await ask(served, path);
  return [status, JSON.parse(text)];
}

describe('the page', () => {
  it('is served with its parts, the hashed ones for ever', async () => {
    const served = await serve({
      'index.html': '<!doctype html>',
      'assets/app-1a2b.js': 'export {};',
      'assets/app-3c4d.css': 'a{}',
      'secrets.md': 'not of a kind that is published',
    });
    const seen = async (path: string) => {
      const { status, headers, text } = await ask(served, path);
      return [status, headers.get('content-type'), headers.get('cache-control'), text];
    };
    const html = [200, 'text/html; charset=utf-8', 'no-cache', '<!doctype html>'];
    expect(await seen('/')).toEqual(html);
    expect(await seen('/?theme=dark')).toEqual(html);
    expect(await seen('/index.html')).toEqual(html);
    const immutable = 'public, max-age=31536000, immutable';
    expect(await seen('/assets/app-1a2b.js')).toEqual([
      200,
      'text/javascript; charset=utf-8',
      immutable,
      'export {};',
    ]);
    expect(await seen('/assets/app-3c4d.css')).toEqual([200, 'text/css; charset=utf-8', immutable, 'a{}']);
    expect(await seen('/secrets.md')).toEqual([
      404,
      'text/plain; charset=utf-8',
      'no-store',
      expect.stringMatching(/^Not Found\nNothing is at this address\. .+\n$/),
    ]);
  });

  it('is not sent again to who has it', async () => {
    const served = await serve();
    const first = await ask(served, '/');
    const etag = first.headers.get('etag') ?? '';
    const again = await ask(served, '/', { headers: { 'if-none-match': etag } });
    expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
    expect((await ask(served, '/', { headers: { 'if-none-match': '"old"' } })).status).toBe(200);
  });

  it('says what to do when it has not been built', async () => {
    const { status, text } = await ask(await serve({}), '/');
    expect(status).toBe(503);
    expect(text).toMatch(/^Service Unavailable\nThe page .*npm run build/);
  });

  it('answers HEAD like GET, without the body', async () => {
    const served = await serve();
    for (const path of ['/', '/health', '/api/v1/services', '/nowhere']) {
      const [get, head] = [await ask(served, path), await ask(served, path, { method: 'HEAD' })];
      expect([head.status, head.text]).toEqual([get.status, '']);
      expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(get.text)));
    }
  });
});

describe('the REST face', () => {
  it('puts each question to the dashboard', async () => {
    const served = await serve();
    const paths = [
      '/services',
      '/overview',
      '/alerts',
      '/services/orders',
      '/services/orders/history?from=10&to=20',
      '/incidents?service=orders&before=7,orders%25407&limit=5',
      '/notifications?limit=200',
      '/services/orders?type=alerts&id=other',
    ];
    for (const path of paths) expect((await ask(served, `/api/v1${path}`)).status).toBe(200);
    expect(served.dashboard.asked).toEqual([
      { type: 'services' },
      { type: 'overview' },
      { type: 'alerts' },
      { type: 'service', id: 'orders' },
      { type: 'history', id: 'orders', from: 10, to: 20 },
      { type: 'incidents', service: 'orders', before: '7,orders%407', limit: 5 },
      { type: 'notifications', limit: 200 },
      { type: 'service', id: 'orders' },
    ]);
    expect(await json(served, '/api/v1/services')).toEqual([200, { services: [serviceView()], groups: [] }]);
  });

  it('gives an incident to a viewer without what the service said', async () => {
    const served = await serve();
    const firstBad = exchangeOf(sample(7, { status: 'down', message: 'answered 503' }), exchangeContent());
    served.dashboard.incident = { incident: incident(7), evidence: { lastGood: null, firstBad } };
    const { serviceId: service, ...facts } = incident(7);
    const evidence = { lastGood: null, firstBad: { ...firstBad, content: null } };
    const path = '/api/v1/incidents/orders%407';
    expect(await json(served, path)).toEqual([
      200,
      { incident: { ...facts, service, clockWrong: false }, evidence },
    ]);
  });

  it('gives it to an operator with that', async () => {
    const served = await serve();
    served.tokens.add('act', 'ann', 'operator');
    served.tokens.add('look', 'team', 'viewer');
    const firstBad = exchangeOf(sample(7), exchangeContent());
    served.dashboard.incident = { incident: incident(7), evidence: { lastGood: null, firstBad } };
    const seen = async (secret: string) => {
      const headers = { authorization: `Bearer ${secret}` };
      const { text } = await ask(served, '/api/v1/incidents/orders%407', { headers });
      return text.includes('"peer":"127.0.0.1:8000"');
    };
    expect([await seen('act'), await seen('look')]).toEqual([true, false]);
  });

  it.each([
    ['/incidents?limit=0', 'limit: expected a whole number from 1 to 200'],
    ['/incidents?limit=5&limit=6', 'limit: expected a whole number from 1 to 200'],
    ['/services/orders/history?from=now', 'from: expected a time in epoch milliseconds'],
    ['/services/orders/history?from=20&to=10', 'from: expected a time before to'],
    ['/alerts?all', 'unknown parameter "all"'],
    [`/services/${'x'.repeat(201)}`, 'id: expected at most 200 characters'],
  ])('says what is wrong with %s', async (path, message) => {
    const served = await serve();
    expect(await json(served, `/api/v1${path}`)).toEqual([400, { error: { code: 'invalid', message } }]);
    expect(served.dashboard.asked).toEqual([]);
  });

  it.each([
    '/api/v1/services?_=1718000000',
    '/api/v1/services?t=1&_=2&_=3',
    '/api/v1/services/',
    '/api/v1/services/?_',
    '/api/v1/alerts?t',
    '/api/v1/services/orders/history?step=5m&_=1',
    '/health?_=1',
    '/health/',
    '/health/live/?t=1',
    '/metrics/',
    '/metrics?_=1',
    '/?_=1',
    '/api/v1/session/?_=1',
    '/api/v1/openapi.json?t=1',
  ])('takes %s for the place without what widgets add', async (path) => {
    const served = await serve();
    const { status, text } = await ask(served, path);
    const plain = path.replace(/[?&](?:_|t)(?:=\d+)?(?=&|$)/g, '').replace(/(.)\/$/, '$1');
    expect([status, (await ask(served, plain)).text]).toEqual([200, text]);
  });

  it('passes on what the dashboard cannot answer', async () => {
    const served = await serve();
    const unknown = { error: { code: 'not-found', message: 'there is no service nobody' } };
    expect(await json(served, '/api/v1/services/nobody')).toEqual([404, unknown]);
    expect(await json(served, '/api/v1/services/nobody/history')).toEqual([404, unknown]);
    served.dashboard.fault = { code: 'unavailable', message: 'the history cannot be read' };
    const unavailable = [503, { error: served.dashboard.fault }];
    expect(await json(served, '/api/v1/incidents')).toEqual(unavailable);
    expect(await json(served, '/health')).toEqual(unavailable);
    expect((await json(served, '/health/live'))[0]).toBe(200);
  });

  it('answers unknown paths with an object', async () => {
    const missing = {
      error: {
        code: 'not-found',
        message: 'nothing is at this address; /api/v1/openapi.json lists what there is',
      },
    };
    const served = await serve();
    for (const path of ['/api/v1', '/api/v2/services', '/api/v1/services/%zz']) {
      expect(await json(served, path)).toEqual([404, missing]);
    }
  });

  it('tells the caller nothing of a bug, and the log that there is one', async () => {
    const served = await serve();
    served.dashboard.ask = () => {
      throw new Error('secret');
    };
    const message = 'this request failed; "bellwether logs" says why';
    expect(await json(served, '/api/v1/services')).toEqual([500, { error: { code: 'internal', message } }]);
    expect(served.logged.map(({ event }) => event)).toContain('web request failed');
  });

  it('carries hostile names as inert text', async () => {
    const name = `<script>alert(1)</script>"><img src=x onerror=alert(1)>\u001b[31m\u009b31m\0\u202e\u2066\u2028\u{e0041}\ud800`;
    const served = await serve();
    served.dashboard.services = [serviceView({ name, message: name })];
    for (const path of ['/api/v1/services', '/health']) {
      const { text, headers } = await ask(served, path);
      expect(text).not.toMatch(/[<>\p{Cc}\p{Cf}\u2028]/u);
      expect(headers.get('content-type')).toMatch(/json; charset=utf-8$/);
      expect(headers.get('cache-control')).toBe('no-store');
    }
    expect(await json(served, '/api/v1/services')).toEqual([
      200,
      { services: served.dashboard.services, groups: [] },
    ]);
  });
});

describe('health', () => {
  it('is a health document, made anew at most once a second', async () => {
    const served = await serve();
    const first = await ask(served, '/health');
    expect(first.headers.get('content-type')).toBe('application/health+json; charset=utf-8');
    expect([first.status, JSON.parse(first.text)]).toEqual([
      200,
      {
        status: 'pass',
        version: '1.2.3',
        overall: 'up',
        counts: { up: 1, degraded: 0, down: 0, unknown: 0 },
        checks: {
          'orders:latency': [
            {
              status: 'pass',
              observedValue: 42,
              observedUnit: 'ms',
              time: '2026-01-05T09:00:00.000Z',
              output: null,
            },
          ],
        },
      },
    ]);
    served.dashboard.overview = { ...served.dashboard.overview, overall: 'down' };
    await served.clock.advance(999);
    expect((await json(served, '/health'))[0]).toBe(200);
    await served.clock.advance(1);
    expect((await json(served, '/health'))[0]).toBe(503);
    expect(served.dashboard.asked).toHaveLength(4);
  });

  it('is told to Prometheus, too, made anew at most once a second', async () => {
    const served = await serve();
    const { status, headers, text } = await ask(served, '/metrics');
    expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toContain('bellwether_service_status{service="orders",status="up"} 1\n');
    served.dashboard.engine = engineHealth({ status: 'fail' });
    await served.clock.advance(999);
    expect((await ask(served, '/metrics')).text).toBe(text);
    await served.clock.advance(1);
    expect((await ask(served, '/metrics')).text).toContain('bellwether_engine_status{status="fail"} 1\n');
  });

  it('of the monitor itself says who it is, and how', async () => {
    const served = await serve();
    await served.clock.advance(2500);
    const who = { version: '1.2.3', instance: 'test-instance', pid: 4711, uptimeMs: 2500 };
    const engine = engineHealth();
    expect(await json(served, '/health/live')).toEqual([200, { status: 'pass', ...who, engine }]);
    served.dashboard.engine = engineHealth({ status: 'warn', concerns: ['history is not written'] });
    expect((await json(served, '/health/live'))[0]).toBe(200);
    served.dashboard.engine = engineHealth({ status: 'fail', concerns: ['no probe result'] });
    expect(await json(served, '/health/live')).toMatchObject([503, { status: 'fail' }]);
  });
});
