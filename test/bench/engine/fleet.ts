/* Who is watched and how: one place for the product, the floor and the targets, so that all three do the same work. */

export const INTERVAL_MS = 10_000;
/** What a healthy service takes to answer. */
export const ANSWER_MS = 20;
/** Beyond the second at which an answer counts as degraded. */
export const SLOW_MS = 1200;
/** Short, so that a run sees alerts fire. */
export const HOLD_MS = 8000;

type Health = 'good' | 'slow' | 'bad';

/** 4 % slow, 4 % bad, spread over the fleet. */
export function healthOf(index: number): Health {
  if (index % 25 === 7) return 'slow';
  return index % 25 === 13 ? 'bad' : 'good';
}

export function pathOf(index: number): string {
  return `/service/${index}`;
}

export function indexOf(path: string): number {
  return Number(path.slice(path.lastIndexOf('/') + 1));
}

export function idOf(index: number): string {
  return `s${index}`;
}

/** The configuration that the product is started with. */
export function configOf(services: number, intervalMs: number, targetPort: number): string {
  const origin = `http://127.0.0.1:${targetPort}`;
  return JSON.stringify({
    version: 1,
    defaults: { interval: `${intervalMs / 1000}s` },
    services: Array.from({ length: services }, (_, index) => ({
      id: idOf(index),
      http: { url: `${origin}${pathOf(index)}` },
    })),
    rules: [
      { id: 'service-down', when: 'down', for: `${HOLD_MS / 1000}s`, severity: 'critical' },
      { id: 'degraded-performance', when: 'degraded', for: `${HOLD_MS / 1000}s`, severity: 'warning' },
      { id: 'high-response-time', when: { latencyAbove: '5s' }, for: '2m', severity: 'warning' },
    ],
  });
}
