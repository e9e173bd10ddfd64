import * as z from 'zod';
import {
  COOLDOWN_DEFAULT,
  HISTORY_DEFAULTS,
  HTTP_DEFAULTS,
  SERVER_DEFAULTS,
  SHIPPED_RULES,
} from './defaults.ts';
import {
  distinctList,
  duration,
  flag,
  host,
  httpUrl,
  identifier,
  label,
  LOOPBACK_EXPECTED,
  percentage,
  publicName,
  statusRanges,
  wholeNumber,
} from './fields.ts';
import { isLoopbackAddress, listenAddress } from './listen-address.ts';
import { quote } from './places.ts';
import { didYouMean } from './suggest.ts';

export const MAX_SERVICES = 2000;
const MAX_RULES = 100;
const MAX_HEADERS = 50;

/** What a connection sets by itself; sending it as well breaks the request. */
const CONNECTION_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** For unknown keys the message has one line per key, in the order of `issue.keys`. */
function mapping<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => `unknown key ${asCode(key)}${didYouMean(key, known)}`).join('\n')
        : `expected a mapping of ${known.join(', ')}`,
  });
}

function list<Item extends z.ZodType>(item: Item, what: string) {
  return z.array(item, { error: `expected a list of ${what}` });
}

function asCode(key: string): string {
  return /^[\w.-]{1,60}$/.test(key) ? `\`${key}\`` : quote(key);
}

const timings = {
  interval: duration('1s', '24h').optional().describe('From one probe to the next.'),
  timeout: duration('100ms', '5m').optional().describe('A probe without an answer by then has failed.'),
  degradedAfter: duration('1ms', '5m').optional().describe('Answers that take this long count as degraded.'),
  downAfter: duration('1ms', '5m').optional().describe('Answers that take longer count as down.'),
};

const when = z
  .union(
    [
      z.enum(['down', 'degraded']),
      mapping({ latencyAbove: duration('1ms', '5m') }),
      mapping({ failing: percentage() }),
    ],
    { error: 'expected `down`, `degraded`, `{ latencyAbove: 5s }` or `{ failing: 30% }`' },
  )
  .describe(
    '`degraded` means degraded or worse; `latencyAbove` also counts a timeout; `failing` is the share of failures within `for`.',
  );

const severity = z.enum(['warning', 'critical'], { error: 'expected `warning` or `critical`' });
const hold = duration('0s', '7d').describe(
  'How long the condition has to last; of `failing`, the time over which it is counted, from 1m to 1h.',
);
const cooldown = duration('0s', '7d').describe('After a notification, how long a new firing is not told.');

const overrides = z
  .record(
    identifier(),
    z.union(
      [
        z.literal('off'),
        mapping({
          when: when.optional(),
          for: hold.optional(),
          severity: severity.optional(),
          cooldown: cooldown.optional(),
        }),
      ],
      { error: 'expected `off` or the members of the rule to override' },
    ),
    { error: 'expected a mapping of rule ids' },
  )
  .optional()
  .describe('Alert rules turned off or changed here, by their id.');

const headerValue = z
  .string({ error: 'expected text' })
  .max(8192, { error: 'expected at most 8192 characters' })
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, { error: 'expected text without line breaks and control characters' });
const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/, { error: 'expected the name of a header' })
  .refine((name) => !CONNECTION_HEADERS.has(name.toLowerCase()), {
    error: 'this header is set by the connection itself',
  });

const pemFile = z
  .string({ error: 'expected the path of a PEM file' })
  .regex(/^[^\0]{1,4096}$/, { error: 'expected the path of a PEM file' })
  .describe('Relative to the folder of this document.');

const REDIRECTS_EXPECTED =
  'expected a whole number from 0 to 10, or a number and hosts, such as { most: 3, hosts: [login.lan] }';
const redirectCount = wholeNumber(0, 10, REDIRECTS_EXPECTED);

const http = mapping({
  url: httpUrl(),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'], {
      error: 'expected one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS',
    })
    .prefault(HTTP_DEFAULTS.method),
  headers: z
    .record(headerName, headerValue, { error: 'expected a mapping of header names to text' })
    .refine((headers) => Object.keys(headers).length <= MAX_HEADERS, {
      error: `expected at most ${MAX_HEADERS} headers`,
    })
    .prefault({}),
  expectStatus: statusRanges().prefault(HTTP_DEFAULTS.expectStatus),
  expectBody: mapping({
    contains: z
      .string({ error: 'expected text' })
      .min(1, { error: 'expected some text' })
      .max(10_000, { error: 'expected at most 10000 characters' }),
  })
    .nullable()
    .prefault(null)
    .describe('Text that the body has to contain.'),
  expectJson: z
    .record(z.string(), z.json(), { error: 'expected a mapping, the members the JSON body has to contain' })
    .nullable()
    .prefault(null)
    .describe('Members that the JSON body has to contain, with these values.'),
  followRedirects: z
    .union([redirectCount, mapping({ most: redirectCount, hosts: distinctList(host(), 20) })], {
      error: REDIRECTS_EXPECTED,
    })
    .prefault(HTTP_DEFAULTS.followRedirects)
    .describe(
      'How many, or also to which hosts: those alone may lie further inside (in a private network, on this machine) than who redirects there.',
    ),
  reuseConnection: flag()
    .prefault(HTTP_DEFAULTS.reuseConnection)
    .describe('Keep the connection for the next probe instead of opening a fresh one.'),
  tls: mapping({
    verify: flag().prefault(true),
    caFile: pemFile.nullable().prefault(null),
  }).prefault({}),
});

const tcp = mapping({ host: host(), port: wholeNumber(1, 65_535) });

const service = mapping({
  id: identifier(),
  name: label(100).optional().describe('Shown to people; the id when left out.'),
  group: identifier().optional(),
  tags: distinctList(label(50), 20).prefault([]),
  ...timings,
  http: http.optional(),
  tcp: tcp.optional(),
  dependsOn: distinctList(identifier(), 50)
    .prefault([])
    .describe(
      'While an alert of one of these explains an alert of this service, nobody is told of the latter: the cause is told.',
    ),
  links: z.record(label(50), httpUrl(), { error: 'expected a mapping of labels to URLs' }).prefault({}),
  rules: overrides,
}).meta({ oneOf: [{ required: ['http'] }, { required: ['tcp'] }] });

const group = mapping({ name: label(100).optional(), ...timings, rules: overrides });

const rule = mapping({
  id: identifier(),
  when,
  for: hold,
  severity,
  groups: distinctList(identifier(), 100).optional().describe('Only these; all when left out.'),
  exceptGroups: distinctList(identifier(), 100).optional().describe('All but these.'),
  cooldown: cooldown.prefault(COOLDOWN_DEFAULT),
});

const server = mapping({
  host: z
    .string({ error: LOOPBACK_EXPECTED })
    .transform((text, context) => {
      const address = listenAddress(text);
      if (address !== null) return address;
      context.issues.push({ code: 'custom', message: LOOPBACK_EXPECTED, input: text });
      return z.NEVER;
    })
    .nullable()
    .prefault(null)
    .describe('The address to listen on; 127.0.0.1 when left out, or every one when it is shared.'),
  port: wholeNumber(1, 65_535).prefault(SERVER_DEFAULTS.port),
  share: flag()
    .prefault(SERVER_DEFAULTS.share)
    .describe('Let other machines in, each with a token (`bellwether token create`).'),
  names: distinctList(publicName(), 20)
    .prefault([])
    .describe(
      'Host names by which others know this machine, beside its own name and addresses; behind a proxy the address that browsers show, such as https://monitor.lan.',
    ),
  openHealth: flag()
    .prefault(SERVER_DEFAULTS.openHealth)
    .describe('Let other machines read /health without a token.'),
  openMetrics: flag()
    .prefault(SERVER_DEFAULTS.openMetrics)
    .describe('Let other machines read /metrics without a token.'),
  trustLoopback: flag()
    .prefault(SERVER_DEFAULTS.trustLoopback)
    .describe(
      'Whoever connects from this machine may look without a token; false behind a proxy that leaves no trace.',
    ),
  tls: mapping({ certificate: pemFile, key: pemFile })
    .nullable()
    .prefault(SERVER_DEFAULTS.tls)
    .describe('Serve https with this certificate (with its chain) and key; read again when they change.'),
}).superRefine((settings, context) => {
  const { host: listened, share } = settings;
  if (listened === null || share || isLoopbackAddress(listened)) return;
  context.addIssue({ code: 'custom', message: LOOPBACK_EXPECTED, path: ['host'] });
});

const retention = duration('1h', '3650d');

export const documentSchema = mapping({
  version: z.literal(1, { error: 'expected 1, the version of this form of document' }),
  defaults: mapping(timings)
    .prefault({})
    .describe('For every group and service that does not say otherwise.'),
  services: list(service, 'services'),
  groups: z.record(identifier(), group, { error: 'expected a mapping of group ids' }).prefault({}),
  rules: list(rule, 'alert rules')
    .max(MAX_RULES, { error: `expected at most ${MAX_RULES} rules` })
    .prefault([...SHIPPED_RULES])
    .describe('In place of those that ship; none at all for an empty list.'),
  server: server.prefault({}).describe('Where the page is published, and for whom.'),
  history: mapping({
    samples: retention.prefault(HISTORY_DEFAULTS.samples),
    minutes: retention.prefault(HISTORY_DEFAULTS.minutes),
    hours: retention.prefault(HISTORY_DEFAULTS.hours),
  })
    .prefault({})
    .describe('How long samples, minute rollups and hour rollups are kept.'),
});

/** A document of the right form, durations in milliseconds. */
export type ConfigDocument = z.output<typeof documentSchema>;

/** For editors and other tools; made from the schema that decodes. */
export function configJsonSchema(): Record<string, unknown> {
  return { title: 'Bellwether configuration', ...z.toJSONSchema(documentSchema, { io: 'input' }) };
}
