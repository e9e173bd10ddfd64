/* What can be typed: the parser, the help and the suggestions for slips all read these two tables. */

interface OptionSpec {
  /** Placeholder of its value; `null` for a switch. */
  readonly value: string | null;
  readonly short?: string;
  readonly help: string;
}

export const OPTIONS = {
  once: { value: null, help: 'one round, then end (the default)' },
  continuous: { value: null, help: 'a round each interval, until Ctrl+C' },
  interval: { value: 'TIME', help: 'time between rounds: seconds, or such as 30s, 1m' },
  port: { value: 'PORT', help: 'port of the dashboard; 0 takes any free one' },
  host: { value: 'ADDRESS', help: 'address the dashboard listens on' },
  share: { value: null, help: 'let other machines in, each with a token' },
  'keep-alive': { value: null, help: 'start it again when it dies, until there is no use' },
  history: { value: null, help: 'past incidents and notifications, newest first' },
  follow: { value: null, help: 'go on with what happens, until Ctrl+C' },
  level: { value: 'LEVEL', help: 'info (the default), warn or error, and what is worse' },
  role: { value: 'ROLE', help: 'viewer looks (the default), operator also acts' },
  limit: { value: 'COUNT', help: 'with --history: entries of each kind (20)' },
  since: { value: 'SPAN', help: 'how far back, such as 6h or 90d (24h)' },
  step: { value: 'SPAN', help: 'length of a row: whole minutes below an hour, whole hours from there on' },
  csv: { value: null, help: 'comma-separated values, times as ISO 8601 in UTC' },
  config: { value: 'FILE', help: 'YAML or JSON document to use instead of the settings' },
  'data-dir': { value: 'FOLDER', help: 'folder of settings, state and history' },
  json: { value: null, help: 'machine-readable output' },
  help: { value: null, short: 'h', help: 'this page' },
  version: { value: null, short: 'v', help: 'the version' },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

/** Taken by every command. */
export const COMMON_OPTIONS = [
  'config',
  'data-dir',
  'json',
  'help',
  'version',
] as const satisfies OptionName[];

interface CommandSpec {
  readonly operands: string;
  readonly summary: string;
  readonly options: readonly OptionName[];
  readonly details: readonly string[];
  readonly examples: readonly string[];
}

export const COMMANDS = {
  check: {
    operands: '[SERVICE...]',
    summary: 'probe all services, or those named, and say how they are',
    options: ['once', 'continuous', 'interval'],
    details: [
      'Probes by itself: no instance has to run, and nothing is written.',
      '--continuous redraws in a terminal; elsewhere it prints a line for each change of status and one for each round. The exit code is that of the last round. Without --interval a round starts every 30 s.',
    ],
    examples: ['check', 'check api-gateway --json', 'check --continuous --interval 10'],
  },
  serve: {
    operands: '',
    summary: 'watch the services, alert, and publish the dashboard, until Ctrl+C',
    options: ['port', 'host', 'share', 'interval', 'keep-alive'],
    details: [
      '--interval, --port, --host and --share go before the configuration. One instance owns a data folder.',
      '--share listens on every address and prints the links. When there is no token yet, it makes one for viewers.',
      '--keep-alive runs it in a second process. When that dies by itself it is started again: after 1 s, then twice as long each time, up to 1 min, and after 1 s again once it has run for 10 min. Five deaths in a row within 1 min of the start end it with 5. Signals and "bellwether stop" end both processes; exit codes 3, 4, 64 and 78 are final.',
    ],
    examples: ['serve', 'serve --share', 'serve --keep-alive --config services.yaml'],
  },
  status: {
    operands: '',
    summary: 'how the running instance sees the services',
    options: [],
    details: ['Exits with 1 when no instance is running: then nothing is observed.'],
    examples: ['status', 'status --json'],
  },
  stop: {
    operands: '',
    summary: 'end the running instance',
    options: [],
    details: ['Waits up to 15 s for it to end. When none is running, that is a success.'],
    examples: ['stop'],
  },
  alerts: {
    operands: '',
    summary: 'alerts that are firing or pending',
    options: ['history', 'follow', 'limit'],
    details: [
      '--follow goes on over restarts of the instance until Ctrl+C. With --json it prints one object per line.',
    ],
    examples: ['alerts', 'alerts --history --limit 100', 'alerts --follow'],
  },
  history: {
    operands: 'SERVICE',
    summary: 'uptime and response times of a service, step by step',
    options: ['since', 'step', 'csv'],
    details: [
      'Uptime is of the observed time, which stands beside it. Percentiles are off by at most 2.5 %. Without --step the steps are as long as fits about thirty rows.',
    ],
    examples: ['history api-gateway', 'history api-gateway --since 90d --step 24h --csv'],
  },
  explain: {
    operands: 'SERVICE',
    summary: 'why a service has its status, and what would change that',
    options: [],
    details: ['Without a running instance the service is probed once and explained from that one sample.'],
    examples: ['explain api-gateway'],
  },
  logs: {
    operands: '',
    summary: 'what the monitor did, from its log files, oldest first',
    options: ['follow', 'since', 'level'],
    details: [
      'Reads the files in the data folder, so no instance has to run. Lines are wrapped in a terminal and whole in a pipe. --json prints them as they lie there.',
    ],
    examples: ['logs', 'logs --since 7d --level warn', 'logs --follow'],
  },
  doctor: {
    operands: '',
    summary: 'test this installation end to end, and say how to mend what fails',
    options: [],
    details: [
      'Configuration, data folder, port, clock, names, storage, probing, alerting, live updates and the page, with a server of its own and with the running instance. Nothing in the data folder is changed.',
    ],
    examples: ['doctor', 'doctor --config services.yaml --json'],
  },
  'token create': {
    operands: 'NAME',
    summary: 'let somebody in over the network: a secret, and the link with it',
    options: ['role'],
    details: [
      'The secret is shown once and kept nowhere. Its name is shown as the author of what an operator does.',
    ],
    examples: ['token create team', 'token create ann --role operator'],
  },
  'token list': {
    operands: '',
    summary: 'the tokens there are: name, role, when created',
    options: [],
    details: [],
    examples: ['token list'],
  },
  'token revoke': {
    operands: 'NAME',
    summary: 'let its holder in no more; open pages are closed within a second',
    options: [],
    details: [],
    examples: ['token revoke team'],
  },
  'config check': {
    operands: '',
    summary: 'all faults of the configuration, with their places',
    options: [],
    details: [],
    examples: ['config check --config services.yaml'],
  },
  'config show': {
    operands: '',
    summary: 'the configuration in effect, defaults filled in, secrets masked',
    options: [],
    details: [],
    examples: ['config show'],
  },
  'config path': {
    operands: '',
    summary: 'where the configuration and the data folder are',
    options: [],
    details: [],
    examples: ['config path'],
  },
  'config schema': {
    operands: '',
    summary: 'JSON Schema of the configuration, for editors',
    options: [],
    details: [],
    examples: ['config schema > bellwether.schema.json'],
  },
} as const satisfies Readonly<Record<string, CommandSpec>>;

export type CommandName = keyof typeof COMMANDS;
export const COMMAND_NAMES = Object.keys(COMMANDS).filter((name): name is CommandName => name in COMMANDS);

export function optionsOf(name: CommandName): readonly OptionName[] {
  return [...COMMANDS[name].options, ...COMMON_OPTIONS];
}
