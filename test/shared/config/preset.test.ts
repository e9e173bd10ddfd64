import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { SHIPPED_RULES } from '../../../shared/config/defaults.ts';
import { presetText } from '../../../shared/config/preset.ts';
import { decoded } from '../../builders/config-document.ts';

it('the preset watches the nine PyAirtable services every 30 s by the rules that ship', () => {
  const preset = decoded(presetText);
  const shown = preset.services.map(({ id, group, address, probe, rules, ...rest }) => ({
    line: `${group} ${id} ${probe.kind === 'http' ? `${probe.method} ` : ''}${address}`,
    status: probe.kind === 'http' ? probe.expectStatus : null,
    times: [rest.intervalMs, rest.timeoutMs, rest.degradedAfterMs, rest.downAfterMs],
    loopback: rest.loopback,
    rules: rules.map(
      (rule) => `${rule.id} ${rule.condition.kind} ${rule.holdMs} ${rule.severity} ${rule.cooldownMs}`,
    ),
  }));
  const common = { status: [{ from: 200, to: 299 }], times: [30_000, 10_000, 1000, 5000], loopback: true };
  const others = [
    'degraded-performance degraded 60000 warning 300000',
    'high-response-time latency-above 120000 warning 300000',
  ];
  const unsteady = 'unsteady failing 600000 warning 300000';
  const core = { ...common, rules: ['service-down down 30000 critical 300000', ...others, unsteady] };
  const frontend = {
    ...common,
    rules: [...others, 'frontend-tolerance down 120000 warning 300000', unsteady],
  };
  expect(shown).toEqual([
    { line: 'core api-gateway GET http://localhost:8000/api/health', ...core },
    { line: 'core llm-orchestrator GET http://localhost:8003/health', ...core },
    { line: 'core mcp-server GET http://localhost:8001/health', ...core },
    { line: 'core airtable-gateway GET http://localhost:8002/health', ...core },
    { line: 'core platform-services GET http://localhost:8007/health', ...core },
    { line: 'core automation-services GET http://localhost:8006/health', ...core },
    { line: 'core saga-orchestrator GET http://localhost:8008/health/', ...core },
    { line: 'frontend frontend-api GET http://localhost:3000/api/health', ...frontend },
    { line: 'frontend frontend-ready GET http://localhost:3000/health/ready', ...frontend },
  ]);
  expect(preset.groups).toEqual([
    { id: 'core', name: 'Core' },
    { id: 'frontend', name: 'Frontend' },
  ]);
  expect(preset.server).toEqual({
    host: null,
    port: 9999,
    share: false,
    names: [],
    openHealth: false,
    openMetrics: false,
    trustLoopback: true,
    tls: null,
  });
  expect(preset.warnings).toEqual([]);
});

it('the preset writes out the rules that apply to a document without any', () => {
  const document: unknown = parse(presetText);
  expect(document).toMatchObject({ rules: SHIPPED_RULES });
});
