import { once } from 'node:events';
import { connect as connectPlainly } from 'node:net';
import { Agent, request } from 'node:https';
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { CertificateFolder } from '../../fixtures/certificate-folder.ts';
import { makeCertificate } from '../../fixtures/certificates.ts';
import { openTo } from '../../builders/doors.ts';
import { exchange, serve, type Served } from './serve.ts';

const NAME = 'monitor.lan';
const SHARING = openTo([NAME]);

async function served(pair = makeCertificate({ names: [NAME, 'localhost'] })) {
  const folder = new CertificateFolder(pair);
  const server = await serve(undefined, SHARING, folder.source());
  server.tokens.add('look-secret', 'team', 'viewer');
  return { ...server, folder, ca: pair.cert };
}

interface Asked {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** As a browser on another machine that trusts the certificate. */
function ask(
  { port, ca }: Pick<Served, 'port'> & { readonly ca: string },
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<Asked> {
  const where = { host: '127.0.0.1', port, servername: NAME, ca, method, path, agent: false as const };
  return new Promise((resolve, reject) => {
    const asking = request({ ...where, headers: { host: `${NAME}:${port}`, ...headers } }, (response) => {
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers });
      });
    });
    asking.on('error', reject);
    asking.end(body);
  });
}

async function shake(port: number, options: ConnectionOptions): Promise<TLSSocket> {
  const socket = connect({ host: '127.0.0.1', port, servername: NAME, ...options });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'secureConnect');
  return socket;
}

describe('over TLS', () => {
  it('the page is at a name that the certificate is for', async () => {
    const { server, port } = await served();
    expect(server.url).toBe(`https://127.0.0.1:${port}`);
    const byName = await served(makeCertificate({ names: ['localhost'], addresses: [] }));
    expect(byName.server.url).toBe(`https://localhost:${byName.port}`);
  });

  it('a session is begun with a cookie that never goes over plain http', async () => {
    const at = await served();
    const origin = `https://${NAME}:${at.port}`;
    const body = '{"token":"look-secret"}';
    const sent = { origin, 'content-type': 'application/json', 'content-length': String(body.length) };
    const begun = await ask(at, 'POST', '/api/v1/session', sent, body);
    expect([begun.status, String(begun.headers['set-cookie'])]).toEqual([
      200,
      expect.stringMatching(/^__Host-bellwether-.*; Path=\/; .*; HttpOnly; SameSite=Strict; Secure$/),
    ]);
    const foreign = { ...sent, origin: `http://${NAME}:${at.port}` };
    expect((await ask(at, 'POST', '/api/v1/session', foreign, body)).status).toBe(403);
  });

  it('the page may open a wss socket, and nothing makes browsers insist on https', async () => {
    const at = await served();
    const { status, headers } = await ask(at, 'GET', '/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toContain(`connect-src 'self' wss://${NAME}:${at.port};`);
    expect(headers['strict-transport-security']).toBeUndefined();
    expect((await ask(at, 'GET', '/', { host: `evil.example:${at.port}` })).status).toBe(421);
  });

  it('a socket hears what changes, of its own origin only', async () => {
    const { port, ca, tokens, sessions } = await served();
    const [team] = tokens.list();
    if (team === undefined) throw new Error('there is no token');
    const { id, cookie, key } = sessions.begin(team);
    const open = (origin: string) => {
      const headers = {
        host: `${NAME}:${port}`,
        cookie: `__Host-bellwether-${sessions.instance}-${id}=${cookie}`,
      };
      const socket = new WebSocket(`wss://127.0.0.1:${port}/ws`, {
        agent: new Agent({ ca, servername: NAME }),
        headers,
        origin,
      });
      onTestFinished(() => socket.terminate());
      return socket;
    };
    const own = open(`https://${NAME}:${port}`);
    own.once('open', () => own.send(JSON.stringify({ type: 'key', key })));
    const [message] = (await once(own, 'message')) as [Buffer];
    expect(JSON.parse(message.toString())).toMatchObject({ type: 'snapshot' });
    const refused = open(`http://${NAME}:${port}`);
    const [, response] = (await once(refused, 'unexpected-response')) as [unknown, { statusCode: number }];
    expect(response.statusCode).toBe(403);
    refused.on('error', () => undefined);
  });

  it('versions before 1.2 are not spoken', async () => {
    const { port, ca } = await served();
    expect((await shake(port, { ca })).getProtocol()).toBe('TLSv1.3');
    expect((await shake(port, { ca, maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2');
    const old = { ca, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(shake(port, old)).rejects.toThrow(/protocol version/);
  });

  it('plain http is told the right address, and others are served as before', async () => {
    const at = await served();
    const told = async (head: string) => {
      const { status, headers, body } = await exchange(at.port, head);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      return [status, body];
    };
    const right = `Bad Request\nThis port speaks https: the address is https://${NAME}:${at.port}/\n`;
    const vague = 'Bad Request\nThis port speaks https: write https:// in front of the address.\n';
    expect(await told(`GET / HTTP/1.1\r\nHost: ${NAME}:${at.port}\r\n\r\n`)).toEqual([400, right]);
    expect(await told(`GET /health HTTP/1.1\r\nhost:${NAME}\r\n\r\n`)).toEqual([400, right]);
    expect(await told(`POST / HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n\r\n{}`)).toEqual([
      400,
      vague,
    ]);
    expect(await told('GET / HTTP/1.0\r\n\r\n')).toEqual([400, vague]);
    expect(await told(`GET / HTTP/1.1\r\nX: ${'x'.repeat(20_000)}\r\n`)).toEqual([400, vague]);
    expect((await ask(at, 'GET', '/')).status).toBe(200);
  });

  it('plain http that comes in pieces is waited for, and what is neither is cut off', async () => {
    const at = await served();
    const slow = connectPlainly({ host: '127.0.0.1', port: at.port });
    let received = '';
    slow.setEncoding('utf8').on('data', (text: string) => (received += text));
    slow.setNoDelay(true).write('G');
    await once(slow, 'ready').catch(() => undefined);
    slow.write('ET / HTTP/1.1\r\nHo');
    slow.write(`st: localhost:${at.port}\r\n\r\n`);
    await once(slow, 'close');
    expect(received).toContain(`https://localhost:${at.port}/`);
    expect((await exchange(at.port, '\0\0')).status).toBeNull();
  });

  it('who never ends the handshake is gone after five seconds', async () => {
    const at = await served();
    const silent = connectPlainly({ host: '127.0.0.1', port: at.port });
    silent.on('error', () => undefined);
    await once(silent, 'close');
    expect((await ask(at, 'GET', '/')).status).toBe(200);
  });

  it('hundreds of connections that say nothing keep nobody from his answer', async () => {
    const at = await served();
    const silent = Array.from({ length: 300 }, () => connectPlainly({ host: '127.0.0.1', port: at.port }));
    for (const connection of silent) connection.on('error', () => undefined);
    await Promise.all(silent.map((connection) => once(connection, 'connect')));
    expect((await ask(at, 'GET', '/')).status).toBe(200);
    await at.server.close();
  });

  it('a renewed certificate is shown to the next who comes, without a restart', async () => {
    const at = await served();
    const next = makeCertificate({ names: [NAME] });
    at.folder.write(next);
    await at.folder.clock.advance(3000);
    await expect(ask(at, 'GET', '/')).rejects.toThrow(/self-signed/);
    expect((await ask({ ...at, ca: next.cert }, 'GET', '/')).status).toBe(200);
    expect((await shake(at.port, { ca: next.cert, maxVersion: 'TLSv1.2' })).getProtocol()).toBe('TLSv1.2');
  });

  it('nothing goes on when the server has closed, not even a handshake', async () => {
    const at = await served();
    const silent = connectPlainly({ host: '127.0.0.1', port: at.port });
    silent.on('error', () => undefined);
    await once(silent, 'connect');
    expect((await ask(at, 'GET', '/')).status).toBe(200);
    await at.server.close();
    expect(at.folder.clock.pendingTimers).toBe(0);
  });
});
