import { describe, expect, it } from 'vitest';
import { redactHeader, redactText, redactUrl, secretsToHide } from '../../../shared/domain/redact.ts';
import { knownSecrets } from '../../../shared/lib/known-secrets.ts';
import { httpService } from '../../electron/adapters/prober/probe.ts';

describe('a body', () => {
  it.each([
    ['{"status":"down","password":"hunter2"}', '{"status":"down","password":"***"}'],
    ['{"apiKey" : 12345, "n": 1}', '{"apiKey" : "***", "n": 1}'],
    ['{"pass\\u0077ord":"hunter2"}', '{"pass\\u0077ord":"***"}'],
    ['{"token":"a\\"b","next":"c"}', '{"token":"***","next":"c"}'],
    ['{"tokens":["a",["b"]],"next":"c"}', '{"tokens":["***",["***"]],"next":"c"}'],
    [
      '{"auth":{"status":"DOWN","of":{"user":"ann"}},"a":"b"}',
      '{"auth":{"status":"DOWN","of":{"user":"***"}},"a":"b"}',
    ],
    ['{"authorization":null,"session":true}', '{"authorization":null,"session":true}'],
    ['{"list":[{"secret":"x"},{"plain":"y"}]}', '{"list":[{"secret":"***"},{"plain":"y"}]}'],
    ['{"secret":"cut in the mid', '{"secret":"***"'],
    ['user=ann&password=hunter2&next=1', 'user=ann&password=***&next=1'],
    ['API_KEY=hunter2\nPORT=80', 'API_KEY=***\nPORT=80'],
    ['token: "hunter2"', 'token: "***"'],
    ['data: {"token":"hunter2"}', 'data: {"token":"***"}'],
    ['GET / HTTP/1.1\nCookie: a=1; b=2\nHost: x', 'GET / HTTP/1.1\nCookie: ***\nHost: x'],
    ['Authorization: Digest a="b", c="d"', 'Authorization: ***'],
    ['sent Bearer abcdefgh12 to it', 'sent Bearer *** to it'],
    ['it was eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl', 'it was ***'],
    ['no route to postgres://ann:hunter2@db:5432/x', 'no route to postgres://***@db:5432/x'],
    [
      '<input type="hidden" name="csrf_token" value="hunter2">',
      '<input type="hidden" name="csrf_token" value="***">',
    ],
    ["<input value='hunter2' type=password>", '<input value="***" type=password>'],
    ['<Config><apiKey id="1">hunter2</apiKey></Config>', '<Config><apiKey id="1">***</apiKey></Config>'],
    ['the database is down', 'the database is down'],
    ['', ''],
  ])('%s is shown as %s', (text, shown) => {
    expect(redactText(text, [])).toBe(shown);
  });

  it('loses a known secret wherever it stands, and its beginning where the text was cut', () => {
    const known = [knownSecrets(['s3cr3t-value'])];
    expect(redactText('a s3cr3t-value, s3cr3', known, true)).toBe('a ***, ***');
    expect(redactText('ends in s3cr3', known)).toBe('ends in s3cr3');
  });

  it.each([
    '"'.repeat(4096),
    '{"a":'.repeat(800),
    'a='.repeat(2000),
    '<a '.repeat(1300),
    '\\"'.repeat(2048),
    'x.'.repeat(2048),
    `[${'"key":['.repeat(500)}`,
  ])('does not hold anybody up when it is made to (%#)', (text) => {
    expect(redactText(text, []).length).toBeGreaterThan(0);
  });
});

describe('a header', () => {
  it.each([
    ['set-cookie', 'sid=hunter2; Path=/', '***'],
    ['authorization', 'Basic abc', '***'],
    ['x-api-key', 'hunter2', '***'],
    ['x-accesskey', 'hunter2', '***'],
    ['x-auth-token', 'hunter2', '***'],
    [
      'www-authenticate',
      'Digest realm="staff", nonce="hunter2", qop="auth"',
      'Digest realm="staff", nonce=***, qop="auth"',
    ],
    ['proxy-authenticate', 'Negotiate oYG2MIGzoAMKAQ==', 'Negotiate ***'],
    ['location', 'https://ann:pw@x/login?token=hunter2&next=/', 'https://***@x/login?token=***&next=/'],
    ['content-type', 'text/html; charset=utf-8', 'text/html; charset=utf-8'],
    ['keep-alive', 'timeout=5', 'timeout=5'],
    ['retry-after', '120', '120'],
  ])('%s: %s is shown as %s', (name, value, shown) => {
    expect(redactHeader(name, value, [])).toBe(shown);
  });
});

describe('the secrets of a service', () => {
  const service = httpService(
    'http://localhost/9f8e7d6c5b4a3f2e/?token=a%20b%2Fc&page=4711',
    { headers: { Authorization: 'Bearer abc"def', Accept: 'text/plain' } },
    { secrets: ['from the file', 'no'] },
  );
  const known = secretsToHide(service);

  it.each([
    'from the file',
    'from+the+file',
    'from%20the%20file',
    'Bearer abc"def',
    'abc"def',
    String.raw`abc\"def`,
    'abc&quot;def',
    'a b/c',
    'a%20b%2Fc',
    'a%2520b%252fc',
    '9f8e7d6c5b4a3f2e',
  ])('hide what references stand for, secret headers and parts of the address: %s', (spelled) => {
    expect(redactText(`<${spelled}>`, known)).toBe('<***>');
  });

  it.each(['4711', 'text/plain', 'no'])('let the rest stand: %s', (plain) => {
    expect(redactText(`<${plain}>`, known)).toBe(`<${plain}>`);
  });

  it('are hidden in an address', () => {
    expect(redactUrl('http://localhost/?token=a%20b%2Fc&page=4711', known)).toBe(
      'http://localhost/?token=***&page=4711',
    );
  });
});
