import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { fastify } from 'fastify';
import { openTo } from '../../builders/doors.ts';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Compressor } from '../../../electron/web/compressor.ts';
import { createGuard } from '../../../electron/web/guard.ts';
import { addRoutes } from '../../../electron/web/routes.ts';
import { startWebServer } from '../../../electron/web/start-web-server.ts';
import { Desk } from '../../builders/engine.ts';
import { rule, service } from '../../builders/service.ts';
import { sessionsOf } from '../../builders/sessions.ts';
import { MemoryTokens } from '../../fakes/memory-tokens.ts';
import { exchange, recordingLogger, serve, Viewer } from './serve.ts';

const PATH = '/api/v1/openapi.json';
const METHODS = ['get', 'post', 'delete'] as const;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
}
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, Response>>;
  readonly 'x-websocket'?: { readonly sent: object; readonly received: object };
}
interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Partial<Record<(typeof METHODS)[number], Operation>>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, object>>;
    readonly responses: Readonly<Record<string, Response>>;
    readonly securitySchemes: { readonly session: { readonly name: string } };
  };
}

interface Documented {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
}

async function documentOf(url: string): Promise<Document> {
  return (await fetch(`${url}${PATH}`)).json() as Promise<Document>;
}

function operationsOf(document: Document): readonly Documented[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );
}

/** The document lets answers grow; this test does not, so that nothing is answered that it does not tell of. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.entries(schema).map(([key, part]) => [key, closed(part)] as const);
  return { ...('properties' in schema && { additionalProperties: false }), ...Object.fromEntries(parts) };
}

/** What keeps a value from being as described. */
function faultsOf(document: Document, schema: object, value: unknown): unknown {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(['components']);
  const validate = ajv.compile({ ...schema, components: closed(document.components) as object });
  return validate(value) ? null : validate.errors;
}

/** A real engine with a past, and one service that fails, behind a real server. */
async function troubled() {
  const rules = [rule(), rule({ id: 'slow', condition: { kind: 'degraded' }, holdMs: 600_000 })];
  const desk = new Desk(
    service({ id: 'orders', group: 'core', rules, links: { runbook: 'https://example.com/' } }),
    service({ id: 'ledger', dependsOn: ['orders'] }),
  ).start();
  await desk.clock.advance(3 * 60_000);
  desk.prober.set('orders', 'refused');
  await desk.clock.advance(3 * 60_000);
  desk.change({ type: 'acknowledge', service: 'orders', comment: 'on it' });
  desk.change({ type: 'silence', service: 'ledger', until: 'recovery' });
  await desk.clock.advance(60_000);
  const tokens = new MemoryTokens();
  tokens.add('act', 'ann', 'operator');
  tokens.add('look', 'team', 'viewer');
  const started = await startWebServer({
    dashboard: desk.engine.dashboard,
    tokens,
    sessions: sessionsOf(tokens, desk.clock, recordingLogger([])),
    clock: desk.clock,
    logger: recordingLogger([]),
    host: '127.0.0.1',
    port: 0,
    version: '1.2.3',
    rendererFolder: '/nowhere',
    sharing: null,
    trustLoopback: true,
    tls: null,
  });
  if (!started.ok) throw new Error(started.error.message);
  onTestFinished(() => started.value.close());
  const { url, port } = started.value;
  const document = await documentOf(url);
  const { incidents } = (await (await fetch(`${url}/api/v1/incidents`)).json()) as {
    incidents: readonly { id: string }[];
  };
  const ids: Readonly<Record<string, string>> = {
    '/api/v1/incidents/{id}': incidents[0]?.id ?? '',
  };
  const filled = (path: string) => path.replace('{id}', encodeURIComponent(ids[path] ?? 'orders'));
  return { desk, url, port, document, filled };
}

/** Asked, and judged by what the document says of this status. */
async function compare(document: Document, operation: Operation, url: string, init: RequestInit = {}) {
  const answer = await fetch(url, init);
  const [media = ''] = answer.headers.get('content-type')?.split(';') ?? [];
  const told = operation.responses[String(answer.status)];
  const response =
    told?.$ref === undefined ? told : document.components.responses[told.$ref.split('/').at(-1) ?? ''];
  const text = await answer.text();
  if (response === undefined) return { status: answer.status, faults: 'a status that is not documented' };
  if (text === '' && response.content === undefined) return { status: answer.status, faults: null };
  const schema = response.content?.[media]?.schema;
  if (schema === undefined) return { status: answer.status, faults: `${media} is not documented` };
  const body: unknown = media.endsWith('json') ? JSON.parse(text) : text;
  return { status: answer.status, faults: faultsOf(document, schema, body) };
}

describe('the document', () => {
  it('is valid OpenAPI 3.1, of this version', async () => {
    const { server } = await serve();
    const answer = await fetch(`${server.url}${PATH}`);
    const document = (await answer.json()) as Document;
    expect(await new Validator().validate({ ...document })).toEqual({ valid: true });
    expect(document).toMatchObject({
      openapi: '3.1.1',
      info: { version: '1.2.3' },
      components: { securitySchemes: { session: { in: 'header', name: 'bellwether-key' } } },
    });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('is not sent again to who has it', async () => {
    const { server } = await serve();
    const first = await fetch(`${server.url}${PATH}`);
    const etag = first.headers.get('etag') ?? '';
    const again = await fetch(`${server.url}${PATH}`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text(), again.headers.get('cache-control')]).toEqual([
      304,
      '',
      'private, no-cache',
    ]);
  });

  it('tells of every route but the page, and of no other', async () => {
    const { server, dashboard, clock, tokens, sessions } = await serve();
    const routes: string[] = [];
    const app = fastify();
    app.addHook(
      'onRoute',
      ({ method, url }) => void routes.push(...[method].flat().map((one) => `${one} ${url}`)),
    );
    const logger = recordingLogger([]);
    const publication = () => ({
      shared: false,
      names: new Set<string>(),
      origins: new Set<string>(),
      page: new Set<string>(),
      openHealth: false,
      openMetrics: false,
      trustLoopback: true,
    });
    const guard = createGuard({ tokens, sessions, clock, logger, publication });
    addRoutes(app, {
      dashboard,
      clock,
      logger,
      version: '1.2.3',
      files: new Map(),
      guard,
      sessions,
      compressor: new Compressor(),
    });
    await app.ready();
    const told = operationsOf(await documentOf(server.url)).map(
      ({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    expect(routes.filter((route) => !route.startsWith('HEAD ')).toSorted()).toEqual(
      [...told, 'GET /*'].toSorted(),
    );
  });
});

describe('a running server', () => {
  it('answers each GET as documented', async () => {
    const { url, document, filled } = await troubled();
    const seen: Record<string, unknown> = {};
    for (const { method, path, operation } of operationsOf(document)) {
      if (method !== 'GET') continue;
      const init = { headers: { authorization: 'Bearer act' } };
      seen[operation.operationId] = await compare(document, operation, url + filled(path), init);
    }
    const well = { status: 200, faults: null };
    expect(seen).toEqual({
      metrics: well,
      services: well,
      overview: well,
      alerts: well,
      service: well,
      history: well,
      incidents: well,
      incident: well,
      notifications: well,
      session: well,
      document: well,
      liveUpdates: { status: 426, faults: null },
      health: { status: 503, faults: null },
      live: well,
    });
  });

  it('answers history in steps as documented, with something in it', async () => {
    const { url, document, filled } = await troubled();
    const history = document.paths['/api/v1/services/{id}/history']?.get;
    if (history === undefined) throw new Error('history is not documented');
    const path = `${url}${filled('/api/v1/services/{id}/history')}?step=1m`;
    expect(await compare(document, history, path)).toEqual({ status: 200, faults: null });
    const { points } = (await (await fetch(path)).json()) as { points: readonly unknown[] };
    expect(points.length).toBeGreaterThan(1);
  });

  it('finds fault with each parameter as documented', async () => {
    const { url, document, filled } = await troubled();
    const tried: string[] = [];
    for (const { method, path, operation } of operationsOf(document)) {
      if (method !== 'GET' || operation.parameters === undefined) continue;
      const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
      for (const name of [...inQuery.map((parameter) => parameter.name), 'surplus']) {
        tried.push(`${operation.operationId} ${name}`);
        const wrong = await compare(document, operation, `${url}${filled(path)}?${name}=`);
        expect([tried.at(-1), wrong]).toEqual([tried.at(-1), { status: 400, faults: null }]);
      }
      if (!path.includes('{id}')) continue;
      const unknown = await compare(document, operation, url + path.replace('{id}', 'nobody'));
      expect([path, unknown]).toEqual([path, { status: 404, faults: null }]);
    }
    expect(tried).toEqual(
      expect.arrayContaining(['history from', 'history step', 'incidents limit', 'alerts surplus']),
    );
  });

  it('says over the socket what is documented', async () => {
    const { desk, port, document } = await troubled();
    const messages = document.paths['/ws']?.get?.['x-websocket'];
    if (messages === undefined) throw new Error('the messages are not documented');
    const viewer = new Viewer(port);
    await viewer.heard(1);
    desk.change({ type: 'pause', until: null, comment: 'lunch' });
    await desk.clock.advance(1000);
    await viewer.heard(2);
    viewer.socket.send('{"type":"ping"}');
    const heard = await viewer.heard(3);
    expect(heard.map(({ type }) => type)).toEqual(['snapshot', 'changes', 'heartbeat']);
    expect(heard.map((message) => faultsOf(document, messages.sent, message))).toEqual([null, null, null]);
    for (const type of ['ping', 'resync']) expect(faultsOf(document, messages.received, { type })).toBeNull();
    expect(faultsOf(document, messages.received, { type: 'key', key: 'half' })).toBeNull();
    expect(faultsOf(document, messages.received, { type: 'subscribe' })).not.toBeNull();
  });

  it('does what is documented, for who may want it', async () => {
    const { url, document } = await troubled();
    const change = document.paths['/api/v1/requests']?.post;
    if (change === undefined) throw new Error('changes are not documented');
    const post = (body: object, secret: string | null) =>
      compare(document, change, `${url}/api/v1/requests`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          origin: url,
          ...(secret !== null && { authorization: `Bearer ${secret}` }),
        },
        body: JSON.stringify(body),
      });
    const wish = { type: 'unsilence', service: 'ledger' };
    const schema = { $ref: '#/components/schemas/OperatorRequest' };
    expect(faultsOf(document, schema, wish)).toBeNull();
    expect(faultsOf(document, schema, { ...wish, more: 1 })).not.toBeNull();
    const answers = [
      await post(wish, 'act'),
      await post({ ...wish, more: 1 }, 'act'),
      await post({ ...wish, service: 'nobody' }, 'act'),
      await post(wish, 'look'),
      await post(wish, null),
      await post(wish, 'guess'),
    ];
    expect(answers).toEqual([204, 400, 404, 403, 401, 401].map((status) => ({ status, faults: null })));
  });
});

it('says of each operation whether a stranger needs a token', async () => {
  const served = await serve(undefined, openTo(['monitor.lan']));
  served.tokens.add('look', 'team', 'viewer');
  const { port, server } = served;
  const ask = (method: string, path: string, more = '') =>
    exchange(
      port,
      `${method} ${path} HTTP/1.1\r\nHost: monitor.lan:${port}\r\nOrigin: http://monitor.lan:${port}\r\n` +
        `Connection: close\r\nContent-Type: application/json\r\n${method === 'POST' ? 'Content-Length: 2\r\n' : ''}` +
        `${more}\r\n${method === 'POST' ? '{}' : ''}`,
    );
  for (const { method, path, operation } of operationsOf(await documentOf(server.url))) {
    const { status } = await ask(method, path.replace('{id}', 'orders'));
    expect([operation.operationId, status === 401]).toEqual([
      operation.operationId,
      operation.security.length > 0,
    ]);
  }
  expect((await ask('GET', PATH, 'Authorization: Bearer look\r\n')).status).toBe(200);
});
