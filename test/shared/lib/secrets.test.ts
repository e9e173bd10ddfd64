import { describe, expect, it } from 'vitest';
import { pointAt } from '../../../electron/cli/source-excerpt.ts';
import { cleanFields, cleanText } from '../../../electron/adapters/log-fields.ts';
import { redactContent, type ExchangeContent } from '../../../shared/domain/exchange.ts';
import { maskUrl } from '../../../shared/lib/secret-urls.ts';
import { hideSecrets } from '../../../shared/lib/secrets.ts';
import { httpService } from '../../electron/adapters/prober/probe.ts';

/** In each text the secret is all that has this in it. */
const SECRET = /hunter2|s3cr3t|abc123/i;
const RANDOM = 'Hunter2abcdefGHIJKL0123456789mnopqrst';
const inBase64 = (text: string) => Buffer.from(text).toString('base64');

const TEXTS: readonly string[] = [
  'config error: password=hunter2222',
  'password: hunter2222',
  "PASSWORD='hunter2 hunter2'",
  'password = "hunter2 \\"hunter2"',
  'user=ann, password=hunter2,hunter2, host=db',
  'db.password=hunter2222 host=db',
  'run --password hunter2222 --verbose',
  'run --api-key=hunter2222',
  "spawn curl ['--token', 'hunter2222']",
  'POSTGRES_PASSWORD=hunter2222\nPORT=80',
  '{"error":"GET https://api.example.com/v1?api_key=abc123 failed"}',
  '{"error":"login failed: password=hunter2222"}',
  String.raw`{"error":"{\"user\":\"ann\",\"password\":\"hunter2\\\"hunter2\"}"}`,
  String.raw`{"url":"https:\/\/hooks.slack.com\/services\/T0\/B0\/hunter2"}`,
  String.raw`{"url":"https://h/x?a=b\u0026token\u003dhunter2222"}`,
  '{"password":"hunter2"}',
  '{"pass\\u0077ord":"hunter2"}',
  '{"data":{"accessToken":{"raw":["hunter2"]}}}',
  '{"env":[{"name":"DB_PASSWORD","value":"hunter2222"}]}',
  '- name: DB_PASSWORD\n  value: hunter2222',
  'data: {"token":"hunter2"}',
  "{ password: 'hunter2', user: 'ann' }",
  '{"password"=>"hunter2"}, :token => "hunter2"',
  '<input type="hidden" name="csrf_token" value="hunter2">',
  '<add key="Password" value="hunter2"/>',
  '<apiKey id="1">hunter2</apiKey>',
  '<password><![CDATA[hunter2]]></password>',
  '<pre>{&quot;password&quot;:&quot;hunter2222&quot;}</pre>',
  'user[password]=hunter2222&next=1',
  'user%5Bpassword%5D=hunter2222&next=1',
  ...[
    'token',
    'sig',
    'sid',
    'jwt',
    'session',
    'code',
    'key',
    'X-Amz-Signature',
    'client_secret',
    '%74oken',
  ].map((name) => `https://h/x?page=2&${name}=abc123&next=1#top`),
  'https://h/cb#access_token=abc123&code=abc123',
  'https://h/x;jsessionid=abc123?page=1',
  'see https://h/login?next=https%3A%2F%2Fh%2Fx%3Ftoken%3Dabc123%26page%3D1 now',
  'see https://h/login?next=https%253A%252F%252Fh%252Fx%253Fsig%253Dabc123 now',
  'next=https%3A%2F%2Fann%3Ahunter2%40h%2Fx',
  'Authorization: Bearer abc123',
  'sent Bearer hunter2hunter2 to it',
  'sent bearer%20hunter2hunter2 to it',
  `sent Basic ${inBase64('ann:hunter2')}`,
  `Proxy-Authorization: Basic ${inBase64('ann:hunter2')}`,
  'sent Authorization: Digest username="ann", response="hunter2hunter2", uri="/" to it',
  '> Cookie: a=hunter2; b=hunter2',
  'sent Cookie: sid=hunter2; theme=hunter2 to it',
  'Set-Cookie: sid=hunter2; Path=/; HttpOnly',
  'connect.sid=hunter2222; Path=/',
  `it was eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.${RANDOM}`,
  'postgres://ann:hunter2@db:5432/x',
  'postgres://ann:hunter2@hunter2@db:5432/x',
  String.raw`{"dsn":"redis:\/\/:hunter2@cache:6379"}`,
  'ann:hunter2@tcp(127.0.0.1:3306)/shop',
  'Server=db;User Id=ann;Password=hunter2;Encrypt=true',
  'host=db user=ann password=hunter2 port=1',
  'DefaultEndpointsProtocol=https;AccountName=x;AccountKey=hunter2hunter2==;EndpointSuffix=y',
  'jdbc:sqlserver://db;user=ann;password=hunter2;',
  'https://hooks.slack.com/services/T00000000/B00000000/hunter2',
  'https://discord.com/api/webhooks/1/hunter2',
  'https://a.webhook.office.com/webhookb2/hunter2@y/IncomingWebhook/z',
  'https://prod-1.westeurope.logic.azure.com:443/workflows/x/triggers/manual/paths/invoke?api-version=1&sig=hunter2',
  'https://api.telegram.org/bot123456:hunter2-DEF/sendMessage',
  'https%3A%2F%2Fhooks.slack.com%2Fservices%2FT0%2FB0%2Fhunter2',
  'https://chat.lan/hooks/hunter2 failed',
  `the token was ghp_${RANDOM}`,
  `the token was github_pat_${RANDOM}`,
  'the token was xoxb-123456789012-hunter2hunter2',
  'the key was sk-proj-hunter2hunter2hunter2',
  'the key was sk_live_hunter2hunter2',
  `the key was AIza${RANDOM}`,
  `the token was glpat-${RANDOM}`,
  'aws_secret_access_key = hunter2/hunter2+hunter2',
  `bot 123456789:${RANDOM} is gone`,
  '-----BEGIN RSA PRIVATE KEY-----\nhunter2\nhunter2==\n-----END RSA PRIVATE KEY-----\nnext',
  String.raw`{"k":"-----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----\n"}`,
  '-----BEGIN OPENSSH PRIVATE KEY-----\nhunter2',
];

const SERVICE = httpService('http://localhost/', {}, {});

function evidence(part: Partial<ExchangeContent>): string {
  const content: ExchangeContent = {
    requests: [],
    peer: null,
    attempts: [],
    endedIn: null,
    headers: [],
    headersLeftOut: 0,
    body: null,
    ...part,
  };
  return JSON.stringify(redactContent(content, SERVICE));
}

/** Each way on which a text leaves us. */
const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'the text of the log': cleanText,
  'a field of the log': (text) => JSON.stringify(cleanFields({ deep: [{ text }] })),
  'an error in the log': (text) =>
    JSON.stringify(cleanFields({ error: new Error('x', { cause: new Error(text) }) })),
  'a body in the evidence': (text) => evidence({ body: { text, cut: false, compression: null } }),
  'a header in the evidence': (text) => evidence({ headers: [['x-error', text]] }),
  'an address in the evidence': (text) => evidence({ requests: [{ method: 'GET', url: text, headers: [] }] }),
  'an address on the page': maskUrl,
};

describe.each(Object.entries(WAYS))('%s', (_, way) => {
  it.each(TEXTS)('hides the secret of %s', (text) => {
    expect(way(text)).not.toMatch(SECRET);
  });
});

it.each(TEXTS.filter((text) => !text.includes('\n')))(
  'an excerpt of a document hides the secret of %s',
  (text) => {
    const [line = ''] = pointAt(text, 1, 500);
    expect(line).not.toMatch(SECRET);
    expect(line.trimStart()).toHaveLength(text.length);
  },
);

describe('what is no secret', () => {
  it.each([
    'basic settings and a bearer of news',
    'Basic settings',
    '5 tokens = 5 people',
    '{"usage":{"max_tokens":4096,"sessions":12},"session":true,"token":null}',
    '{"status":"down","code":"ECONNREFUSED","message":"error code=503"}',
    'exit code: 1, design=a, author: ann, keyboard=b',
    'https://example.com/webhook answered 503',
    'https://example.com/products/42/orders?page=2&sort=name#top',
    'nginx:1.25@sha256:0123456789',
    'mailto:ann@example.com at 12:30:45',
    'at Object.<anonymous> (/app/src/hooks/use-x.js:10:5)',
    'sk-fading-circle-spinner of a style sheet',
    'Digest realm',
    'Error: connect ECONNREFUSED 127.0.0.1:5432',
    '',
  ])('is shown as it is: %s', (text) => {
    expect(hideSecrets(text)).toBe(text);
  });

  it.each([
    '/v1/health',
    '/api/auth/login',
    '/oauth/token/health',
    '/tenants/1f0e6a3b-2c4d-4e5f-8a9b-0c1d2e3f4a5b/health',
    '/releases/2024-12-01-final/index.html',
  ])('stays in a path: %s', (path) => {
    expect(maskUrl(`https://h${path}`)).toBe(`https://h${path}`);
  });
});

it('hiding twice changes nothing more', () => {
  for (const text of TEXTS) expect(hideSecrets(hideSecrets(text))).toBe(hideSecrets(text));
});

describe('at the cut', () => {
  it.each([
    'x postgres://ann:hunter2',
    'x ghp_hunter2',
    'x eyJhbGciOiJI.hunter2',
    '{"secret":"hunter2',
    'password="hunter2 hunter2',
    '-----BEGIN PRIVATE KEY-----\nhunter2',
  ])('the beginning of a secret is hidden: %s', (text) => {
    expect(hideSecrets(text, true)).not.toMatch(SECRET);
  });

  it('a port is none', () => {
    expect(hideSecrets('GET http://localhost:8000', true)).toBe('GET http://localhost:8000');
  });
});

/** Made to be worked on for long: what one pattern begins with, again and again, or a long run of what it takes. */
const PUMPS: readonly string[] = [
  '=',
  ':',
  '"',
  "'",
  '\\"',
  '\\',
  'a=',
  'a:',
  'x.',
  'x',
  '[',
  '{"a":',
  '{"key":[',
  '<a ',
  '<',
  ' ',
  '\t',
  ',',
  '%',
  '%3D',
  '%25',
  'eyJ',
  'eyJa.',
  'ghp_',
  'sk-',
  '-----BEGIN PRIVATE KEY-----',
  '://',
  'a://',
  'a://b@',
  'a:b@',
  '@',
  'Basic ',
  'bearer ',
  'https://h/hooks',
  '/hooks',
  '--a ',
  '--a',
  '&quot;',
  'token=',
  'token:"',
  'token=a,',
  'cookie: a=b; ',
  'Cookie:',
  'key=[',
  '123456:',
  'realm="',
  'a="b",',
  'name="a" value',
  '%3a%2f%2f',
  '${',
  'token=${',
  'authorization: a,b=',
  'A',
  '\n',
  '\u0001',
  'é',
];

/** The shortest of some runs: what else the machine does only makes a run longer. */
function shortest(work: () => void): number {
  const times = Array.from({ length: 3 }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return user + system;
  });
  return Math.min(...times);
}

describe('the work grows as the text does', () => {
  it.each(PUMPS)('of %j', (pump) => {
    const text = (length: number) => pump.repeat(Math.ceil(length / pump.length)).slice(0, length);
    const times = [8000, 64_000].map((length) => shortest(() => hideSecrets(text(length), true)));
    const [short = 0, long = 0] = times;
    // Eight times the text; work that grows with its square is sixty-four times as much.
    expect(long).toBeLessThan(24 * Math.max(short, 2000));
  });
});
