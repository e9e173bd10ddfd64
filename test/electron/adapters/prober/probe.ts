import { onTestFinished } from 'vitest';
import { createProber } from '../../../../electron/adapters/prober/create-prober.ts';
import type { Clock, Prober } from '../../../../electron/ports.ts';
import type { ProbeResult } from '../../../../shared/domain/probe-result.ts';
import type { HttpProbe, Service } from '../../../../shared/domain/service.ts';
import { service } from '../../../builders/service.ts';
import type { FaultServer } from '../../../fixtures/fault-servers.ts';
import { nodeClock } from '../../../../electron/adapters/node-clock.ts';

export function httpService(
  url: string,
  settings: Partial<HttpProbe> = {},
  overrides: Partial<Service> = {},
): Service {
  const probe: HttpProbe = {
    kind: 'http',
    url,
    method: 'GET',
    headers: {},
    expectStatus: [{ from: 200, to: 299 }],
    expectBody: null,
    expectJson: null,
    followRedirects: 3,
    reuseConnection: false,
    tls: { verify: true, caFile: null },
    ...settings,
  };
  return { ...service({ probe }), ...overrides };
}

export function tcpService(host: string, port: number, overrides: Partial<Service> = {}): Service {
  return { ...service({ probe: { kind: 'tcp', host, port } }), ...overrides };
}

interface ProberWishes {
  readonly clock?: Clock;
  /** What names resolve to; a name that is not there does not exist. */
  readonly names?: Readonly<Record<string, readonly string[]>>;
  readonly lookup?: (host: string) => Promise<readonly string[]>;
}

/** A prober that is closed when the test is over. */
export function prober({ clock = nodeClock, names, lookup }: ProberWishes = {}): Prober {
  const chosen = lookup ?? (names && ((host: string) => lookUpIn(names, host)));
  const made = createProber({ clock, version: '1.2.3', ...(chosen && { lookup: chosen }) });
  onTestFinished(() => made.close());
  return made;
}

async function lookUpIn(
  names: Readonly<Record<string, readonly string[]>>,
  host: string,
): Promise<readonly string[]> {
  return names[host] ?? Promise.reject(failure('ENOTFOUND'));
}

export function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

export function probeOnce(target: Service, wishes?: ProberWishes): Promise<ProbeResult> {
  return prober(wishes).probe(target, new AbortController().signal);
}

/** The part of a result that a person reads. */
export function told(result: ProbeResult): string {
  switch (result.outcome) {
    case 'response':
      return `answered ${result.httpStatus ?? ''}`.trimEnd();
    case 'failure':
      return `${result.cause}: ${result.message}`;
    case 'void':
      return `void: ${result.message}`;
  }
}

/** The server for the length of the test. */
export async function during(starting: Promise<FaultServer>): Promise<FaultServer> {
  const server = await starting;
  onTestFinished(() => server.close());
  return server;
}
