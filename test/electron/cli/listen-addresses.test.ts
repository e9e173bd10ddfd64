import { networkInterfaces } from 'node:os';
import { request } from 'node:http';
import { describe, expect, it, onTestFinished } from 'vitest';
import { targetOf } from '../../../electron/adapters/instance-address.ts';
import { end, runToEnd, serve } from '../../fixtures/program.ts';
import { configFile, emptyFolder } from './cli-world.ts';

const own = Object.entries(networkInterfaces()).flatMap(([name, addresses = []]) =>
  addresses.filter(({ internal }) => !internal).map((address) => ({ ...address, name })),
);
const ofNetwork = own.find(({ family }) => family === 'IPv4')?.address;
const linkLocal = own.find(({ address }) => address.startsWith('fe80:'));

/** As written, and what of it is in the address that is printed. */
const CASES: readonly (readonly [string, string])[] = [
  ['127.0.0.1', 'http://127.0.0.1:'],
  ['127.0.0.5', 'http://127.0.0.5:'],
  ['localhost', 'http://'],
  ['[::1]', 'http://[::1]:'],
  ['0.0.0.0', 'http://127.0.0.1:'],
  ['::', 'http://127.0.0.1:'],
  ...(ofNetwork === undefined ? [] : [[ofNetwork, `http://${ofNetwork}:`] as const]),
  ...(linkLocal === undefined
    ? []
    : [
        [
          `[${linkLocal.address}%${linkLocal.name}]`,
          `http://[${linkLocal.address}%25${linkLocal.name}]:`,
        ] as const,
      ]),
];

async function running(words: readonly string[], document = 'version: 1\nservices: []\nrules: []\n') {
  const folder = await emptyFolder();
  const config = await configFile(document);
  const words2 = ['--data-dir', folder, '--config', config];
  const started = await serve([...words, ...words2]);
  onTestFinished(async () => void (await end(started.child, 'SIGKILL')));
  const said = JSON.parse(
    started
      .output()
      .split('\n')
      .find((line) => line.includes('"url"')) ?? '{}',
  );
  return { ...started, folder, words: words2, said: said as { links: readonly string[]; port: number } };
}

/** Whether somebody answers at a link. */
function answers(link: string): Promise<number | undefined> {
  const target = targetOf(link.replace(/\/#.*$/, ''));
  if (target === null) throw new Error(`no address: ${link}`);
  return new Promise((resolve) => {
    const asking = request({ ...target, path: '/', headers: { host: target.authority }, agent: false });
    asking.on('response', (response) => resolve(response.resume().statusCode));
    asking.on('error', () => resolve(undefined));
    asking.end();
  });
}

/** What `doctor` finds wrong. It takes seconds, so it is asked where it could go wrong: beyond plain loopback. */
async function faultsOf(words: readonly string[], host: string) {
  if (/^127\.|^local|^\[::1/.test(host)) return [];
  const { stdout } = await runToEnd('cli', ['doctor', '--json', ...words]);
  const { checks } = JSON.parse(stdout) as { readonly checks: readonly { readonly verdict: string }[] };
  return checks.filter(({ verdict }) => verdict === 'failed' || verdict === 'not-tested');
}

describe.each(CASES)('an instance that listens on %s', (host, url) => {
  it('is found, asked, tested and stopped, and its links lead to it', { timeout: 180_000 }, async () => {
    const instance = await running(['--host', host, '--share']);
    expect(instance.url).toContain(url);
    expect(instance.output()).not.toContain('"key"');
    for (const link of instance.said.links) expect([link, await answers(link)]).toEqual([link, 200]);
    const status = await runToEnd('cli', ['status', '--json', ...instance.words]);
    expect(status.stderr).toBe('');
    expect(JSON.parse(status.stdout)).toMatchObject({ instance: { url: instance.url } });
    expect(await faultsOf(instance.words, host)).toEqual([]);
    expect(await runToEnd('cli', ['stop', ...instance.words])).toMatchObject({ code: 0, stderr: '' });
  });
});

it(
  'is asked as ever where nobody is trusted for coming from this machine',
  { timeout: 180_000 },
  async () => {
    const document = 'version: 1\nservices: []\nrules: []\nserver: { trustLoopback: false }\n';
    const instance = await running([], document);
    const status = await runToEnd('cli', ['status', ...instance.words]);
    expect([status.stderr, status.stdout]).toEqual(['', expect.stringContaining(instance.url)]);
    const { port } = instance.said;
    const stranger = await new Promise<number | undefined>((resolve, reject) => {
      request({ host: '127.0.0.1', port, path: '/api/v1/services', agent: false })
        .on('response', (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });
    expect(stranger).toBe(401);
  },
);

it.each([
  [['--host', '[127.0.0.1]']],
  [['--host', '::1]']],
  [['--host', '192.0.2']],
  [['--host', 'http://localhost']],
])('refuses %j', async (words) => {
  const { code, stderr } = await runToEnd('headless', [
    ...words,
    '--share',
    '--data-dir',
    await emptyFolder(),
  ]);
  const said = `bellwether: --host expects a name or an address to listen on, such as 127.0.0.1 or ::, got "${words[1]}"\n`;
  expect([code, stderr]).toEqual([64, said]);
});

it('says what a link-local address lacks', async () => {
  const { code, stderr } = await runToEnd('headless', [
    '--host',
    'fe80::1234',
    '--share',
    '--data-dir',
    await emptyFolder(),
  ]);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/this machine (cannot listen on|has no address) fe80::1234/),
  ]);
});
