import { expect, it } from 'vitest';
import { metricsText } from '../../../shared/protocol/metrics.ts';
import type { AlertView } from '../../../shared/protocol/views.ts';
import { engineHealth, serviceView } from '../../fakes/fake-dashboard.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const firing: AlertView = {
  rule: 'service-down',
  service: 'ledger',
  severity: 'critical',
  state: 'firing',
  since: AT,
  firingAt: AT,
  message: 'Ledger: nothing is listening',
  leads: true,
  suppressed: null,
};

/** Without the lines that explain. */
function pointsOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
}

it('tells of services, alerts and the monitor, in base units', () => {
  const services = [
    serviceView({ id: 'orders', status: 'up', latencyMs: 42, at: AT, certificateExpiresAt: AT + 500 }),
    serviceView({ id: 'ledger', status: 'down', latencyMs: null, at: null }),
  ];
  const engine = engineHealth({ status: 'warn' });
  expect(pointsOf(metricsText('1.2.3', services, [firing], engine))).toEqual([
    'bellwether_build_info{version="1.2.3"} 1',
    'bellwether_service_status{service="orders",status="up"} 1',
    'bellwether_service_status{service="orders",status="degraded"} 0',
    'bellwether_service_status{service="orders",status="down"} 0',
    'bellwether_service_status{service="orders",status="unknown"} 0',
    'bellwether_service_status{service="ledger",status="up"} 0',
    'bellwether_service_status{service="ledger",status="degraded"} 0',
    'bellwether_service_status{service="ledger",status="down"} 1',
    'bellwether_service_status{service="ledger",status="unknown"} 0',
    'bellwether_service_latency_seconds{service="orders"} 0.042',
    'bellwether_service_last_sample_timestamp_seconds{service="orders"} 1767603600',
    'bellwether_service_certificate_expiry_timestamp_seconds{service="orders"} 1767603600.5',
    'bellwether_alert{service="ledger",rule="service-down",severity="critical",state="firing"} 1',
    'bellwether_engine_status{status="pass"} 0',
    'bellwether_engine_status{status="warn"} 1',
    'bellwether_engine_status{status="fail"} 0',
    'bellwether_engine_silent_seconds 0.4',
    'bellwether_engine_late_starts 0',
    'bellwether_history_rows_waiting 3',
    'bellwether_notifications_waiting{notifier="log"} 0',
  ]);
});

it('explains each metric before its first point, and none without points', () => {
  const lines = metricsText('1.2.3', [], [], engineHealth()).split('\n');
  expect(lines.slice(0, 6)).toEqual([
    '# HELP bellwether_build_info Always 1; the version is a label.',
    '# TYPE bellwether_build_info gauge',
    'bellwether_build_info{version="1.2.3"} 1',
    '# HELP bellwether_engine_status 1 for the status that the monitor itself has, as on /health/live.',
    '# TYPE bellwether_engine_status gauge',
    'bellwether_engine_status{status="pass"} 1',
  ]);
  expect(lines.at(-1)).toBe('');
});

it('lets no name end its label or its line', () => {
  const service = serviceView({ id: 'a"} 1\nbellwether_alert{x="\\' });
  expect(pointsOf(metricsText('1.2.3', [service], [], engineHealth()))).toContain(
    String.raw`bellwether_service_latency_seconds{service="a\"} 1\nbellwether_alert{x=\"\\"} 0.042`,
  );
});
