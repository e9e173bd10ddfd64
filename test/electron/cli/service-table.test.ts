import { describe, expect, it } from 'vitest';
import { countsText, serviceTable, type ServiceRow } from '../../../electron/cli/service-table.ts';
import { displayWidth } from '../../../electron/cli/text.ts';

const colourless = (_: unknown, text: string) => text;
const GROUPS = [
  { id: 'core', name: 'Core' },
  { id: 'frontend', name: 'Frontend' },
];

function row(overrides: Partial<ServiceRow>): ServiceRow {
  return {
    id: overrides.name ?? 'orders',
    name: 'orders',
    group: 'core',
    status: 'up',
    latencyMs: 42,
    httpStatus: 200,
    cause: null,
    message: null,
    at: 0,
    ...overrides,
  };
}

const ROWS = [
  row({ name: 'api-gateway' }),
  row({
    name: 'llm-orchestrator',
    status: 'degraded',
    latencyMs: 1400,
    cause: 'slow',
    message: 'answered in 1.4 s, slower than 1 s',
  }),
  row({
    name: 'mcp-server',
    status: 'down',
    latencyMs: null,
    httpStatus: null,
    cause: 'refused',
    message: 'nothing is listening on 127.0.0.1:8001',
  }),
  row({ name: 'frontend-api', group: 'frontend', latencyMs: 7 }),
  row({
    name: 'cache',
    group: null,
    status: 'unknown',
    latencyMs: null,
    httpStatus: null,
    message: 'not probed yet',
  }),
];

describe('the table of services', () => {
  it('has its sentences beside the facts at 80 columns', () => {
    expect(serviceTable(ROWS, GROUPS, 80, colourless).join('\n')).toBe(
      [
        'Core',
        '  ✓ up        api-gateway       42 ms  200',
        '  ▲ degraded  llm-orchestrator  1.4 s  200  answered in 1.4 s, slower than 1 s',
        '  ✗ down      mcp-server            –    –  nothing is listening on',
        '                                            127.0.0.1:8001',
        '',
        'Frontend',
        '  ✓ up        frontend-api       7 ms  200',
        '',
        'Without a group',
        '  ? unknown   cache                 –    –  not probed yet',
      ].join('\n'),
    );
  });

  it('has them below at 40 columns', () => {
    expect(serviceTable(ROWS.slice(0, 3), GROUPS, 40, colourless).join('\n')).toBe(
      [
        'Core',
        '  ✓ up        api-gateway       42 ms',
        '  ▲ degraded  llm-orchestrator  1.4 s',
        '    answered in 1.4 s, slower than 1 s',
        '  ✗ down      mcp-server            –',
        '    nothing is listening on',
        '    127.0.0.1:8001',
      ].join('\n'),
    );
  });

  it.each([30, 40, 60, 80, 132])('keeps every line within %i cells, whatever the names are', (columns) => {
    const rows = [
      row({ name: '東京都庁の健康診断サービス'.repeat(4), message: 'x'.repeat(400), status: 'down' }),
      row({
        name: 'crab 🦀 '.repeat(20),
        message: '漢字 '.repeat(90),
        status: 'degraded',
        latencyMs: 3_599_000,
      }),
      row({ name: '\u001b[31m\u202e', group: 'g'.repeat(200) }),
    ];
    const lines = serviceTable(rows, [{ id: 'core', name: '核'.repeat(100) }], columns, colourless);
    expect(lines.filter((line) => displayWidth(line) > columns)).toEqual([]);
  });

  it('shows hostile names as inert text', () => {
    const [line] = serviceTable(
      [row({ name: '\u001b]0;own\u0007\u202ename', group: null })],
      [],
      80,
      colourless,
    );
    expect(line).toBe('  ✓ up        \\u{1b}]0;own\\u{7}\\u{202e}na…  42 ms  200');
  });

  it('colours the status and nothing that has to be measured', () => {
    const [line] = serviceTable(
      [row({ group: null, status: 'down' })],
      [],
      80,
      (style, text) => `<${style}>${text}</>`,
    );
    expect(line).toBe('  <red>✗ down    </>  orders  42 ms  200');
  });

  it('ends in counts without those that are nil', () => {
    expect(countsText({ up: 7, degraded: 1, down: 1, unknown: 0 }, colourless)).toBe(
      '7 up, 1 degraded, 1 down',
    );
    expect(countsText({ up: 0, degraded: 0, down: 0, unknown: 0 }, colourless)).toBe('no services');
  });
});
