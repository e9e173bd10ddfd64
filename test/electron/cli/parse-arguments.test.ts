import { describe, expect, it } from 'vitest';
import { parseArguments } from '../../../electron/cli/parse-arguments.ts';

const COMMON = { configPath: null, dataDir: null, json: false };

function commandOf(line: string) {
  const parsed = parseArguments(words(line));
  if (!parsed.ok || parsed.value.kind !== 'run') throw new Error(`not a command: ${line}`);
  return parsed.value.command;
}

function faultOf(line: string): string {
  const parsed = parseArguments(words(line));
  if (parsed.ok) throw new Error(`accepted: ${line}`);
  return parsed.error;
}

function words(line: string): readonly string[] {
  return line === '' ? [] : line.split(' ');
}

describe('the command line', () => {
  it.each([
    ['check', { name: 'check', services: [], continuous: false, intervalMs: 30_000 }],
    ['check --once', { name: 'check', services: [], continuous: false, intervalMs: 30_000 }],
    ['check a b', { name: 'check', services: ['a', 'b'], continuous: false, intervalMs: 30_000 }],
    ['check -- --odd', { name: 'check', services: ['--odd'], continuous: false, intervalMs: 30_000 }],
    ['check --continuous', { name: 'check', services: [], continuous: true, intervalMs: 30_000 }],
    [
      'check --continuous --interval 10',
      { name: 'check', services: [], continuous: true, intervalMs: 10_000 },
    ],
    [
      '--continuous --interval=1m check a',
      { name: 'check', services: ['a'], continuous: true, intervalMs: 60_000 },
    ],
    [
      'check --continuous --interval 1.5',
      { name: 'check', services: [], continuous: true, intervalMs: 1500 },
    ],
    ['serve', { name: 'serve', port: null, host: null, share: false, keepAlive: false, intervalMs: null }],
    [
      'serve --port 0 --host 127.0.0.1 --interval 5s',
      { name: 'serve', port: 0, host: '127.0.0.1', share: false, keepAlive: false, intervalMs: 5000 },
    ],
    [
      'serve --keep-alive --share',
      { name: 'serve', port: null, host: null, share: true, keepAlive: true, intervalMs: null },
    ],
    ['alerts', { name: 'alerts', show: 'current', limit: 20 }],
    ['logs', { name: 'logs', follow: false, sinceMs: 86_400_000, level: 'info' }],
    [
      'logs --follow --since 1h --level warn',
      { name: 'logs', follow: true, sinceMs: 3_600_000, level: 'warn' },
    ],
    ['alerts --history --limit 100', { name: 'alerts', show: 'history', limit: 100 }],
    ['alerts --follow', { name: 'alerts', show: 'follow', limit: 20 }],
    [
      'history a --since 7d --step 6h --csv',
      { name: 'history', service: 'a', sinceMs: 604_800_000, stepMs: 21_600_000, csv: true },
    ],
    ['explain a', { name: 'explain', service: 'a' }],
    ['status', { name: 'status' }],
    ['stop', { name: 'stop' }],
    ['config check', { name: 'config check' }],
    ['config --json schema', { name: 'config schema' }],
  ])('understands: bellwether %s', (line, command) => {
    expect(commandOf(line)).toEqual(command);
  });

  it.each([
    'check',
    'serve',
    'status',
    'stop',
    'alerts',
    'explain a',
    'config check',
    'config show',
    'config path',
    'config schema',
  ])('takes --config, --data-dir and --json with %s', (line) => {
    expect(parseArguments(words(`${line} --config c.yaml --data-dir d --json`))).toMatchObject({
      ok: true,
      value: { common: { configPath: 'c.yaml', dataDir: 'd', json: true } },
    });
    expect(parseArguments(words(line))).toMatchObject({ ok: true, value: { common: COMMON } });
  });

  it.each([
    ['--help', { kind: 'help', of: null }],
    ['-h', { kind: 'help', of: null }],
    ['help', { kind: 'help', of: null }],
    ['help check', { kind: 'help', of: 'check' }],
    ['check --help --nonsense', { kind: 'help', of: 'check' }],
    ['config --help', { kind: 'help', of: null }],
    ['config show -h', { kind: 'help', of: 'config show' }],
    ['--version', { kind: 'version' }],
    ['-v', { kind: 'version' }],
    ['status --version', { kind: 'version' }],
  ])('answers bellwether %s', (line, invocation) => {
    expect(parseArguments(words(line))).toEqual({ ok: true, value: invocation });
  });

  it.each([
    ['', 'no command was given'],
    ['chekc', 'unknown command "chekc"; did you mean check?'],
    ['stat', 'unknown command "stat"; did you mean status?'],
    ['frobnicate', 'unknown command "frobnicate"'],
    ['help chekc', 'unknown command "chekc"; did you mean check?'],
    ['config', 'config needs one of check, show, path, schema'],
    ['config shwo', 'unknown command "config shwo"; did you mean show?'],
    ['config frobnicate', 'unknown command "config frobnicate"; config has check, show, path, schema'],
    ['check --intervall 3', 'unknown option --intervall; did you mean --interval?'],
    ['check --no-json', 'unknown option --no-json'],
    ['check -x', 'unknown option -x'],
    ['check --port 1', 'check has no option --port; it belongs to serve'],
    ['check --interval 10', '--interval needs --continuous'],
    ['check --once --continuous', '--once and --continuous exclude each other'],
    ['check --continuous --interval', '--interval needs a value, such as --interval 30'],
    ['check --continuous --interval --json', '--interval needs a value, such as --interval 30'],
    ['check --config=', '--config needs a value, such as --config services.yaml'],
    [
      'check --continuous --interval soon',
      '--interval expects seconds or a time such as 30s or 1m, from 1s to 1d, got "soon"',
    ],
    [
      'check --continuous --interval 0',
      '--interval expects seconds or a time such as 30s or 1m, from 1s to 1d, got "0"',
    ],
    [
      'check --continuous --interval 2d',
      '--interval expects seconds or a time such as 30s or 1m, from 1s to 1d, got "2d"',
    ],
    ['check --json=yes', '--json takes no value, got "yes"'],
    ['check --config a --config b', '--config is given more than once'],
    ['serve --port 65536', '--port expects a whole number from 0 to 65535, got "65536"'],
    ['serve --port 80x', '--port expects a whole number from 0 to 65535, got "80x"'],
    ['serve now', 'serve takes no operand, got "now"'],
    ['history', 'history needs the id of a service'],
    ['history a --since 5s', '--since expects a span such as 30m, 6h or 90d, from 1m to 400d, got "5s"'],
    ['explain', 'explain needs the id of a service'],
    ['explain a b', 'explain takes one service, got 2'],
    ['token', 'token needs one of create, list, revoke'],
    ['token create', 'token create needs the name of a token'],
    ['token revoke a b', 'token revoke takes one token, got 2'],
    ['token create a --role admin', '--role expects viewer or operator, got "admin"'],
    [
      'token create Ann',
      'the name of a token is at most 40 small letters, digits and "-", beginning with a letter or digit, got "Ann"',
    ],
    ['alerts --history --follow', '--history and --follow exclude each other'],
    ['logs --level loud', '--level expects info, warn or error, got "loud"'],
    ['logs --level', '--level needs a value, such as --level warn'],
    ['alerts --limit 5', '--limit needs --history'],
    ['alerts --history --limit 0', '--limit expects a whole number from 1 to 10000, got "0"'],
    ['check --\u001b[31mred', 'unknown option --\\u{1b}[31mred'],
  ])('refuses: bellwether %s', (line, fault) => {
    expect(faultOf(line)).toBe(fault);
  });
});
