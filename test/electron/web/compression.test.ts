import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { request } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Compressor } from '../../../electron/web/compressor.ts';
import { serviceView } from '../../fakes/fake-dashboard.ts';
import { dial, serve, Viewer, type Served } from './serve.ts';

const SCRIPT = 'export {};'.repeat(500);
const PAGE = {
  'index.html': '<!doctype html><title>Bellwether</title>',
  'assets/app-1a2b.js': SCRIPT,
  'assets/icon.png': 'picture '.repeat(500),
};

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Buffer;
}

/** What goes over the wire: fetch would undo it. */
function ask(
  { port }: Served,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
  sent = '',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      );
    });
    asking.on('error', reject).end(sent);
  });
}

async function served(services = 200): Promise<Served> {
  const made = await serve(PAGE);
  made.dashboard.services = fleet(services);
  return made;
}

function fleet(size: number) {
  return Array.from({ length: size }, (_, index) =>
    serviceView({ id: `service-${index}`, name: `Service ${index}` }),
  );
}

describe('a file of the page', () => {
  const path = '/assets/app-1a2b.js';

  it('comes in the coding that is liked best', async () => {
    const at = await served();
    const of = async (accepted: string, asked = path) => {
      const { headers, body } = await ask(at, asked, { 'accept-encoding': accepted });
      expect(headers['content-length']).toBe(String(body.length));
      return [headers['content-encoding'], headers['vary'], body] as const;
    };
    const [br, vary, brotli] = await of('gzip, br');
    expect([br, vary, brotliDecompressSync(brotli).toString()]).toEqual(['br', 'Accept-Encoding', SCRIPT]);
    const [gzip, , zipped] = await of('gzip');
    expect([gzip, gunzipSync(zipped).toString()]).toEqual(['gzip', SCRIPT]);
    const [none, alike, plain] = await of('deflate');
    expect([none, alike, plain.toString()]).toEqual([undefined, 'Accept-Encoding', SCRIPT]);
    // What is short, and what is compressed in itself, is not worth it.
    expect((await of('gzip, br', '/'))[0]).toBeUndefined();
    expect((await of('gzip, br', '/assets/icon.png')).slice(0, 2)).toEqual([undefined, undefined]);
    const [forced, , short] = await of('identity;q=0, gzip', '/');
    expect([forced, gunzipSync(short).toString()]).toEqual(['gzip', PAGE['index.html']]);
  });

  it('is not sent again to whoever has it, in whatever form and by whatever way', async () => {
    const at = await served();
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(async (accepted) =>
        String((await ask(at, path, { 'accept-encoding': accepted })).headers['etag']),
      ),
    );
    expect(new Set(tags).size).toBe(3);
    const altered = tags.flatMap((tag) => [tag, `W/${tag}`, tag.replace(/"$/, '-gzip"'), `"x", ${tag}`]);
    const date = { 'if-modified-since': new Date(0).toUTCString() };
    for (const tag of [...altered, '*']) {
      for (const method of ['GET', 'HEAD']) {
        const conditions = { 'accept-encoding': 'br', 'if-none-match': tag, ...date };
        const { status, headers, body } = await ask(at, path, conditions, method);
        expect([tag, status, body.length, headers['etag']]).toEqual([tag, 304, 0, tags[0]]);
        expect(headers).toMatchObject({
          vary: 'Accept-Encoding',
          'cache-control': 'public, max-age=31536000, immutable',
        });
        for (const name of ['content-type', 'content-length', 'content-encoding'])
          expect(headers).not.toHaveProperty(name);
      }
    }
    expect((await ask(at, '/assets/icon.png', { 'if-none-match': '*' })).status).toBe(304);
  });

  it.each([
    ['another tag', { 'if-none-match': '"other"' }],
    [
      'another tag and a date, which then counts for nothing',
      { 'if-none-match': '"other"', 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' },
    ],
    ['dates, since it has none', { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' }],
    ['any tag', { 'if-match': '*' }],
    ['a part, which is never given', { range: 'bytes=0-3', 'if-range': '"x"' }],
  ])('is sent whole under a condition that holds, or says nothing: %s', async (_, headers) => {
    const answer = await ask(await served(), path, headers);
    expect([answer.status, answer.body.toString()]).toEqual([200, SCRIPT]);
    expect(answer.headers).not.toHaveProperty('accept-ranges');
  });

  it('is not sent when it has another tag than it has to', async () => {
    const { status, headers, body } = await ask(await served(), path, { 'if-match': '"other"' });
    expect([status, body.toString()]).toEqual([
      412,
      expect.stringMatching(/^Precondition Failed\n.*"If-Match".*\n$/),
    ]);
    expect(headers).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'text/plain; charset=utf-8',
    });
    expect(headers).not.toHaveProperty('etag');
  });

  it('that is not there stays so, whatever the condition', async () => {
    const at = await served();
    for (const headers of [{ 'if-none-match': '*' }, { 'if-match': '"x"' }])
      expect((await ask(at, '/nowhere', headers)).status).toBe(404);
  });
});

describe('what is made for a request', () => {
  it.each(['/metrics', '/api/v1/services', '/health', '/api/v1/openapi.json'])(
    'is compressed when it is long: %s',
    async (path) => {
      const at = await served();
      const plain = await ask(at, path);
      expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
      expect(plain.headers['vary']).toBe('Accept-Encoding');
      const small = await ask(at, path, { 'accept-encoding': 'gzip' });
      expect(small.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(small.headers['content-length']).toBe(String(small.body.length));
      expect(small.body.length * 4).toBeLessThan(plain.body.length);
      expect(gunzipSync(small.body).toString()).toBe(plain.body.toString());
      const head = await ask(at, path, { 'accept-encoding': 'gzip' }, 'HEAD');
      const { date: _, ...named } = head.headers;
      expect(small.headers).toMatchObject(named);
      expect([head.body.length, Object.keys(head.headers)]).toEqual([0, Object.keys(small.headers)]);
      for (const refusing of ['gzip;q=0', 'identity', 'zstd'])
        expect((await ask(at, path, { 'accept-encoding': refusing })).body).toEqual(plain.body);
    },
  );

  it('is compressed when it is long and tells of trouble, too', async () => {
    const at = await served(0);
    at.dashboard.services = fleet(200).map((service) => ({ ...service, status: 'down' as const }));
    at.dashboard.overview = { ...at.dashboard.overview, overall: 'down' };
    const { status, headers } = await ask(at, '/health', { 'accept-encoding': 'gzip' });
    expect([status, headers['content-encoding'], headers['cache-control']]).toEqual([
      503,
      'gzip',
      'no-store',
    ]);
  });

  it('stays as it is when it is short', async () => {
    const at = await served(0);
    const { headers } = await ask(at, '/api/v1/services', { 'accept-encoding': 'gzip' });
    expect([headers['content-encoding'], headers['vary']]).toEqual([undefined, 'Accept-Encoding']);
  });

  it('stays as it is when it is about a session, however long', async () => {
    const at = await served(0);
    at.tokens.add('act', 'n'.repeat(3000), 'operator');
    const wish = { 'accept-encoding': 'gzip, identity;q=0', origin: `http://127.0.0.1:${at.port}` };
    const headers = { ...wish, authorization: 'Bearer act' };
    const sent = JSON.stringify({ token: 'act' });
    const begun = await ask(
      at,
      '/api/v1/session',
      { ...wish, 'content-type': 'application/json' },
      'POST',
      sent,
    );
    for (const answer of [begun, await ask(at, '/api/v1/session', headers)]) {
      expect([answer.status, answer.headers['content-encoding']]).toEqual([200, undefined]);
      expect(JSON.parse(answer.body.toString())).toMatchObject({ name: 'n'.repeat(3000) });
    }
  });
});

describe('a compressor', () => {
  it('makes each form of a text once, for all who want it', async () => {
    const compressor = new Compressor();
    const [text, other] = [Buffer.from(SCRIPT), Buffer.from(SCRIPT)];
    const made = compressor.compressed(text, 'gzip');
    expect(compressor.compressed(text, 'gzip')).toBe(made);
    expect(compressor.compressed(other, 'gzip')).not.toBe(made);
    expect(await compressor.compressed(text, 'br')).not.toEqual(await made);
  });

  it.each([
    ['a few bytes', 1, [0xc1]],
    ['up to 64 KiB', 20_000, [0xc1, 126, 0x4e]],
    ['more', 70_000, [0xc1, 127, 0, 0, 0, 0, 0, 1]],
  ])('frames %s in as few bytes as it takes', async (_, size, head) => {
    // It cannot be compressed, so the length is about that of the text.
    const text = randomBytes(size);
    const frame = await new Compressor().compressed(text, 'frame');
    expect([...frame.subarray(0, head.length)]).toEqual(head);
    const payload = frame.subarray(size === 1 ? 2 : size === 20_000 ? 4 : 10);
    const end = Buffer.from([0, 0, 0xff, 0xff]);
    expect(inflateRawSync(Buffer.concat([payload, end]), { finishFlush: 2 }).equals(text)).toBe(true);
  });
});

describe('live updates', () => {
  /** The head of the answer, and the first byte of the first message with how long its payload is. */
  async function opened({ port }: Served, extensions: string) {
    const connection = await dial(
      port,
      `GET /ws HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nUpgrade: websocket\r\n` +
        'Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
        `Sec-WebSocket-Extensions: ${extensions}\r\n\r\n`,
    );
    let received = Buffer.alloc(0);
    for (;;) {
      const [chunk] = (await once(connection, 'data')) as [Buffer];
      received = Buffer.concat([received, chunk]);
      const start = received.indexOf('\r\n\r\n') + 4;
      if (start < 4 || received.length < start + 10) continue;
      const short = received.readUInt8(start + 1);
      const long = short === 126 ? received.readUInt16BE(start + 2) : received.readUInt32BE(start + 6);
      const head = received.subarray(0, start).toString();
      return { head, first: received.readUInt8(start), length: short < 126 ? short : long };
    }
  }

  const SMALL = 'permessage-deflate; server_max_window_bits=9';
  const NO_CONTEXT = ['server_no_context_takeover', 'client_no_context_takeover'];

  it.each([
    ['a long snapshot', 'permessage-deflate', 200, 0xc1, NO_CONTEXT],
    ['a short one', 'permessage-deflate; client_max_window_bits', 1, 0x81, NO_CONTEXT],
    [
      'the second of two offers',
      `${SMALL}, permessage-deflate; client_max_window_bits="15"`,
      200,
      0xc1,
      NO_CONTEXT,
    ],
    ['no offer that fits', SMALL, 200, 0x81, []],
    ['an offer of times to come', 'permessage-deflate; x-new=1', 200, 0x81, []],
    [
      'an offer that says a thing twice',
      `permessage-deflate${'; client_max_window_bits'.repeat(2)}`,
      200,
      0x81,
      [],
    ],
    ['an offer that is none', 'permessage-deflate;;=1', 200, 0x81, []],
    ['another extension', 'x-other', 200, 0x81, []],
  ])('compress what is long, where it is understood: %s', async (_, extensions, services, first, agreed) => {
    const { head, ...frame } = await opened(await served(services), extensions);
    const isSmall = first === 0xc1 || services === 1;
    expect([frame.first, frame.length < 30_000]).toEqual([first, isSmall]);
    expect(NO_CONTEXT.filter((parameter) => head.includes(parameter))).toEqual(agreed);
  });

  it('are heard in their order, however long each is and however well it compresses', async () => {
    const { port, dashboard } = await serve();
    const viewers = [true, true, false].map((perMessageDeflate) => new Viewer(port, { perMessageDeflate }));
    await Promise.all(viewers.map((viewer) => viewer.heard(1)));
    const sent: string[] = [];
    for (let turn = 0; turn < 20; turn++) {
      const bytes = turn % 3 === 0 ? 10 : 5000 * turn;
      const message = turn % 2 === 0 ? randomBytes(bytes / 2).toString('hex') : 'x'.repeat(bytes);
      sent.push(message);
      if (turn % 7 === 0) {
        dashboard.services = [serviceView({ message })];
        dashboard.revision += 1;
        dashboard.emitSnapshot();
      } else dashboard.become(serviceView({ message }));
      dashboard.emitHeartbeat();
    }
    for (const viewer of viewers) {
      const heard = (await viewer.heard(41)).slice(1).flatMap((event) => {
        if (event.type === 'heartbeat') return [];
        return (event.type === 'snapshot' ? event.snapshot : event.changes).services?.[0]?.message ?? '';
      });
      expect(heard.map((message) => message.length)).toEqual(sent.map((message) => message.length));
      expect(heard.join() === sent.join()).toBe(true);
    }
  });

  it('read no more of what is compressed than of what is not', async () => {
    const { port } = await serve();
    const viewer = new Viewer(port);
    await viewer.heard(1);
    viewer.socket.send(`{"type":"ping"}${' '.repeat(4000)}`);
    await viewer.heard(2);
    viewer.socket.send(`{"type":"ping"}${' '.repeat(4_000_000)}`);
    expect(await viewer.closed()).toBe(1009);
  });
});
