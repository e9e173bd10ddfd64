import type { EngineHealth } from '../domain/engine-health.ts';
import { STATUSES } from '../domain/sample.ts';
import { HEALTH_STATUSES } from './health.ts';
import type { AlertView, ServiceView } from './views.ts';

/* `/metrics`, in the text format of Prometheus (version 0.0.4). Names and labels are a promise: they stay. */

type Labels = Readonly<Record<string, string>>;
type Point = readonly [labels: Labels, value: number];

export function metricsText(
  version: string,
  services: readonly ServiceView[],
  alerts: readonly AlertView[],
  engine: EngineHealth,
): string {
  const { storage, probing, notifiers } = engine;
  return [
    metric('build_info', 'Always 1; the version is a label.', [[{ version }, 1]]),
    metric(
      'service_status',
      '1 for the status that the service has, 0 for the others.',
      services.flatMap(({ id, status }) => oneOf(STATUSES, status, { service: id })),
    ),
    metric(
      'service_latency_seconds',
      'Of the last sample; missing while nothing answers or is observed.',
      ofServices(services, ({ latencyMs }) => seconds(latencyMs)),
    ),
    metric(
      'service_last_sample_timestamp_seconds',
      'When the service was last observed.',
      ofServices(services, ({ at }) => seconds(at)),
    ),
    metric(
      'service_certificate_expiry_timestamp_seconds',
      'When the certificate of the service ends.',
      ofServices(services, ({ certificateExpiresAt }) => seconds(certificateExpiresAt)),
    ),
    metric(
      'alert',
      '1 for each alert that is pending or firing.',
      alerts.map(({ service, rule, severity, state }) => [{ service, rule, severity, state }, 1]),
    ),
    metric(
      'engine_status',
      '1 for the status that the monitor itself has, as on /health/live.',
      oneOf(HEALTH_STATUSES, engine.status, {}),
    ),
    metric('engine_silent_seconds', 'For how long no probe result has come although one was due.', [
      [{}, probing.silentMs / 1000],
    ]),
    metric('engine_late_starts', 'Probes that started late within the last five minutes.', [
      [{}, probing.starts.late],
    ]),
    metric('history_rows_waiting', 'Rows of history that wait in memory to be written.', [
      [{}, storage.waiting],
    ]),
    metric(
      'notifications_waiting',
      'Notifications that wait for each notifier.',
      notifiers.map(({ name, waiting }) => [{ notifier: name }, waiting]),
    ),
  ].join('');
}

/** Nothing at all when there is no point. */
function metric(name: string, help: string, points: readonly Point[]): string {
  if (points.length === 0) return '';
  const lines = points.map(([labels, value]) => `bellwether_${name}${labelsText(labels)} ${value}\n`);
  return `# HELP bellwether_${name} ${help}\n# TYPE bellwether_${name} gauge\n${lines.join('')}`;
}

function oneOf(all: readonly string[], actual: string, labels: Labels): readonly Point[] {
  return all.map((status) => [{ ...labels, status }, status === actual ? 1 : 0]);
}

function ofServices(
  services: readonly ServiceView[],
  value: (service: ServiceView) => number | null,
): readonly Point[] {
  return services.flatMap((service): readonly Point[] => {
    const known = value(service);
    return known === null ? [] : [[{ service: service.id }, known]];
  });
}

function seconds(ms: number | null): number | null {
  return ms === null ? null : ms / 1000;
}

function labelsText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join()}}`;
}

/** What would end the value or the line. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
