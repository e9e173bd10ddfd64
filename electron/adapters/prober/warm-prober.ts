import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { serviceIdOf, type ProbeSettings, type Service } from '../../../shared/domain/service.ts';
import type { Clock, Prober } from '../../ports.ts';
import { trustSystemAuthorities } from '../authorities.ts';
import { createProber, type ProberOptions } from './create-prober.ts';
import { systemLookup } from './name-lookup.ts';
import { target } from './target.ts';

/** What a first probe finds cold: code that nobody has run, the threads that look names up and read files, the TLS library. */
type Part = 'connections' | 'lookups' | 'tls';

/** More than it takes at a load of 20; what the loop is held does not count. */
const LONGEST_MS = 1000;
/** A large keychain of macOS takes a few seconds. */
const LONGEST_STORE_MS = 10_000;
const ANSWER =
  'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 15\r\n\r\n{"status":"ok"}';
const OWN_NAME = 'own.invalid';

/**
 * A prober whose first samples are as true as later ones: before the clock of a service's first probe starts, a probe of a
 * socket of our own has run, one for each part that is needed for the first time. It counts in nothing, and that it fails
 * hinders nobody: without loopback or descriptors the service's own probe says what there is to say.
 */
export function createWarmProber(options: ProberOptions): Prober {
  const prober = createProber(options);
  const { clock, version } = options;
  const own = createProber({ clock, version, lookup: lookUpOwn });
  const ended = new AbortController();
  const parts = new Map<Part, Promise<void>>();
  const seen = new WeakSet<Service>();

  async function probeOwn(part: Part): Promise<void> {
    if (ended.signal.aborted) return;
    if (part === 'tls') await systemAuthorities(clock, ended.signal);
    try {
      await withOwnSocket((port) => own.probe(ownService(part, port), ended.signal));
    } catch {
      // The services are probed all the same.
    }
  }

  async function warmFor(service: Service): Promise<void> {
    seen.add(service);
    for (const part of partsOf(service.probe)) {
      const warmed = parts.get(part) ?? probeOwn(part);
      parts.set(part, warmed);
      await warmed;
    }
  }

  return {
    get capacity() {
      return prober.capacity;
    },
    async probe(service, signal) {
      if (!seen.has(service)) await warmFor(service);
      return await prober.probe(service, signal);
    },
    async close() {
      ended.abort();
      await Promise.all([own.close(), prober.close()]);
      await Promise.all(parts.values());
    },
  };
}

/** A store that cannot be read, or not in time, hinders nobody: what it has counts as soon as it is there. */
function systemAuthorities(clock: Clock, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const settle = () => {
      cancel();
      signal.removeEventListener('abort', settle);
      resolve();
    };
    const cancel = clock.after(LONGEST_STORE_MS, settle);
    signal.addEventListener('abort', settle);
    trustSystemAuthorities().then(settle, settle);
  });
}

function partsOf(probe: ProbeSettings): readonly Part[] {
  const url = probe.kind === 'http' ? new URL(probe.url) : null;
  const host = probe.kind === 'http' ? (url?.hostname ?? '') : probe.host;
  const isNamed = target(host.replace(/^\[|\]$/g, ''), 0).addresses.length === 0;
  const readsFile = probe.kind === 'http' && probe.tls.caFile !== null;
  const parts: Part[] = ['connections'];
  if (isNamed || readsFile) parts.push('lookups');
  if (url?.protocol === 'https:') parts.push('tls');
  return parts;
}

/** Asks what every machine knows, for the sake of asking. */
async function lookUpOwn(): Promise<readonly string[]> {
  await systemLookup('localhost').catch(() => {});
  return ['127.0.0.1'];
}

/** With https, what answers speaks no TLS: so much of it is ours until then that a certificate is not worth having. */
function ownService(part: Part, port: number): Service {
  const host = part === 'lookups' ? OWN_NAME : '127.0.0.1';
  const url = `${part === 'tls' ? 'https' : 'http'}://${host}:${port}/`;
  return {
    id: serviceIdOf('own'),
    name: 'own',
    group: null,
    tags: [],
    intervalMs: LONGEST_MS,
    timeoutMs: LONGEST_MS,
    degradedAfterMs: LONGEST_MS,
    downAfterMs: LONGEST_MS,
    probe: {
      kind: 'http',
      url,
      method: 'GET',
      headers: {},
      expectStatus: [{ from: 200, to: 200 }],
      expectBody: null,
      expectJson: { status: 'ok' },
      followRedirects: 0,
      reuseConnection: false,
      tls: { verify: true, caFile: null },
    },
    address: url,
    secrets: [],
    loopback: true,
    dependsOn: [],
    links: {},
    rules: [],
  };
}

/** Answers anything; nothing of it is left afterwards. Throws when there is no way to listen. */
async function withOwnSocket(use: (port: number) => Promise<unknown>): Promise<void> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => {});
    socket.once('data', () => socket.end(ANSWER));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.on('error', () => {});
  try {
    const address = server.address();
    if (address !== null && typeof address === 'object') await use(address.port);
  } finally {
    server.close();
    for (const socket of open) socket.destroy();
  }
}
