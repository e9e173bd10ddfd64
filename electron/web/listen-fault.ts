import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { localAddress } from './host-names.ts';
import { decodeLiveDocument, type LiveDocument } from '../../shared/protocol/health.ts';

/** Why the server cannot listen, and the way out, in one sentence. */
export interface ListenFault {
  readonly code: 'port-taken' | 'address-not-available' | 'not-permitted' | 'not-loopback';
  readonly message: string;
}

const ASK_TIMEOUT_MS = 1000;
/** Ten times what a Bellwether answers that has nothing in its way. */
const MAX_ANSWER_BYTES = 8192;

export function notLoopbackFault(host: string): ListenFault {
  return {
    code: 'not-loopback',
    message: `${host} could be reached from other machines, and it is not shared; use --host 127.0.0.1, or --share`,
  };
}

/** Anything but the expected troubles is thrown on. */
export async function explainListenError(error: unknown, host: string, port: number): Promise<ListenFault> {
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'EADDRINUSE':
      return { code: 'port-taken', message: portTakenMessage(host, port, await askWhoListens(host, port)) };
    case 'EINVAL':
      // So says the system of a link-local address without its interface.
      return {
        code: 'address-not-available',
        message: `this machine cannot listen on ${host}; a link-local address needs its interface, as in fe80::1%eth0`,
      };
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EAI_NODATA':
    case 'EAI_FAIL':
      return {
        code: 'address-not-available',
        message: `this machine has no address ${host}; use --host 127.0.0.1`,
      };
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'not-permitted',
        message: `listening on port ${port} of ${host} is not permitted; choose a port from 1024 on with --port`,
      };
    default:
      throw new Error(`listening on ${host}:${port}`, { cause: error });
  }
}

function portTakenMessage(host: string, port: number, other: LiveDocument | null): string {
  const inUse = `port ${port} on ${host} is in use by another`;
  return other === null
    ? `${inUse} program; stop it or choose another port with --port`
    : `${inUse} Bellwether (instance ${other.instance}, process ${other.pid}); stop it or choose another port with --port`;
}

/** `null` when it is not a Bellwether, or does not say so within a second. */
async function askWhoListens(host: string, port: number): Promise<LiveDocument | null> {
  const signal = AbortSignal.timeout(ASK_TIMEOUT_MS);
  try {
    return decodeLiveDocument(JSON.parse(await readAnswer(host, port, signal)));
  } catch {
    return null;
  }
}

function readAnswer(host: string, port: number, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(
      { host: localAddress(host), port, path: '/health/live', agent: false, signal },
      (response) => {
        const announced = Number(response.headers['content-length'] ?? Number.NaN);
        if (announced <= MAX_ANSWER_BYTES) text(response).then(resolve, reject);
        else request.destroy(new Error('not the answer of a Bellwether'));
      },
    );
    request.on('error', reject);
  });
}
