import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import type { Cancel, Clock } from '../ports.ts';
import { DEMO_SERVICES, behaviourAt, demoConfigText } from './demo-script.ts';
import type { DemoBehaviour, DemoService } from './demo-script.ts';

interface DemoFleet {
  /** A YAML configuration document that watches the fleet. */
  readonly configText: string;
  close(): Promise<void>;
}

interface PretendService {
  readonly port: number;
  close(): Promise<void>;
}

const LOOPBACK = '127.0.0.1';
/** Any number: the same one gives the same latencies in the same order of requests. */
const SEED = 20_260_105;
/** When the port of a service that comes back is taken by someone else just then. */
const RETRY_MS = 1000;

/** Starts nine pretend services on free ports of loopback; they come and go as their script says from now on. */
export async function startDemoFleet(clock: Clock): Promise<DemoFleet> {
  const startedAt = clock.monotonicNow();
  const elapsedMs = () => clock.monotonicNow() - startedAt;
  const started = await Promise.all(
    DEMO_SERVICES.map(async (service, index) => ({
      service,
      running: await startPretendService(service, clock, elapsedMs, randomFrom(SEED + index)),
    })),
  );
  const ports = new Map(started.map(({ service, running }) => [service, running.port]));
  return {
    configText: demoConfigText((service) => `http://${LOOPBACK}:${ports.get(service)}/health`),
    async close() {
      await Promise.all(started.map(({ running }) => running.close()));
    },
  };
}

async function startPretendService(
  service: DemoService,
  clock: Clock,
  elapsedMs: () => number,
  random: () => number,
): Promise<PretendService> {
  const server = createServer((_request, response) => {
    const { behaviour } = behaviourAt(service, elapsedMs());
    const delayMs = answerDelay(behaviour, service.usualMs, random);
    if (delayMs === null) return;
    const cancel = clock.after(delayMs, () => answer(response, behaviour));
    response.once('close', cancel);
  });
  const port = await listen(server);
  let closed = false;
  let cancelTurn: Cancel = () => {};
  server.on('error', () => takeTurnIn(RETRY_MS));
  server.on('listening', () => {
    if (closed) server.close();
  });

  /** A stopped service is a closed port; all else is decided when it is asked. */
  function takeTurn(): void {
    const { behaviour, untilMs } = behaviourAt(service, elapsedMs());
    takeTurnIn(untilMs - elapsedMs());
    if (behaviour === 'stopped') void stop(server);
    else if (!server.listening) server.listen(port, LOOPBACK);
  }
  function takeTurnIn(delayMs: number): void {
    cancelTurn();
    if (!closed) cancelTurn = clock.after(delayMs, takeTurn);
  }

  takeTurn();
  return {
    port,
    async close() {
      closed = true;
      cancelTurn();
      await stop(server);
    },
  };
}

/** Resolves to the free port that it was given. */
async function listen(server: Server): Promise<number> {
  server.listen(0, LOOPBACK);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a pretend service has no port');
  return address.port;
}

function stop(server: Server): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // Also called back when it was not listening.
  server.close(() => resolve());
  server.closeAllConnections();
  return promise;
}

/** `null` when it never answers. */
function answerDelay(behaviour: DemoBehaviour, usualMs: number, random: () => number): number | null {
  switch (behaviour) {
    case 'hanging':
    case 'stopped':
      return null;
    case 'slow':
      return 1200 + 900 * random();
    case 'well':
    case 'failing':
    case 'wrong-body':
      // Most answers are near the usual, a few take three times as long, as real ones do.
      return usualMs * (0.8 + 0.4 * random() + 2 * random() ** 8);
  }
}

function answer(response: ServerResponse, behaviour: DemoBehaviour): void {
  const status = behaviour === 'wrong-body' ? 'down' : behaviour === 'failing' ? 'failing' : 'ok';
  response.writeHead(behaviour === 'failing' ? 503 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ status }));
}

/** Mulberry32: chance from 0 to 1 that is the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
