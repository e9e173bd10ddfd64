import { chmodSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileConfigStore } from '../../../electron/adapters/file-config-store.ts';
import { presetText } from '../../../shared/config/preset.ts';
import { decoded, faultLines } from '../../builders/config-document.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';
import { temporaryFolder } from './storage-fixture.ts';

const TEXT = 'version: 1\nservices: []\nserver: { port: 8123 }\n';

function store(path: string, whenMissing?: string) {
  return fileConfigStore({ path, clock: new FakeClock(), environment: { TOKEN: 't0p' }, whenMissing });
}

describe('a configuration file', () => {
  it('is YAML, or JSON by its name', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.yaml'), TEXT);
    writeFileSync(join(folder, 'b.JSON'), '{ "version": 1, "services": [], "server": { "port": 8123 } }');
    writeFileSync(join(folder, 'c.json'), TEXT);
    expect(store(join(folder, 'a.yaml')).load()).toMatchObject({
      ok: true,
      value: { server: { port: 8123 } },
    });
    expect(store(join(folder, 'b.JSON')).load()).toMatchObject({
      ok: true,
      value: { server: { port: 8123 } },
    });
    const faults = store(join(folder, 'c.json')).load();
    expect(faultLines(faults)).toEqual([expect.stringMatching(/^1:1 : this is not JSON: expected a value/)]);
    expect(faults).toMatchObject({ error: [{ file: join(folder, 'c.json') }] });
  });

  it('takes secrets from the environment and from files beside it', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'key.txt'), 's3cret\n');
    writeFileSync(join(folder, 'ca.pem'), '');
    writeFileSync(
      join(folder, 'a.yaml'),
      `version: 1\nservices: [{ id: a, http: { url: "https://localhost", tls: { caFile: ca.pem }, headers: { X-A: "\${env:TOKEN}", X-B: "\${file:key.txt}", X-C: "\${file:${join(folder, 'key.txt')}}" } } }]`,
    );
    expect(store(join(folder, 'a.yaml')).load()).toMatchObject({
      ok: true,
      value: {
        services: [
          {
            probe: {
              headers: { 'X-A': 't0p', 'X-B': 's3cret', 'X-C': 's3cret' },
              tls: { caFile: join(folder, 'ca.pem') },
            },
          },
        ],
      },
    });
  });

  it('names references that lead nowhere', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'large'), 'x'.repeat(65_537));
    const references = ['env:ABSENT', 'file:absent', 'file:.', 'file:large'];
    const headers = references.map((reference, index) => `X-${index}: "\${${reference}}"`).join(', ');
    writeFileSync(
      join(folder, 'a.yaml'),
      `version: 1\nservices: [{ id: a, http: { url: "http://localhost", headers: { ${headers} } } }]`,
    );
    const faults = store(join(folder, 'a.yaml')).load();
    expect(faults.ok ? [] : faults.error.map(({ message }) => message)).toEqual([
      'the environment variable ABSENT is not set',
      'cannot read the file absent: it does not exist',
      'cannot read the file .: it is a folder, not a file',
      'cannot read the file large: it has 65537 bytes, and 65536 is the most that is read',
    ]);
  });

  it.skipIf(process.platform === 'win32')('warns of a referenced file that everybody may read', () => {
    const folder = temporaryFolder();
    for (const [name, mode] of [
      ['open', 0o644],
      ['own', 0o600],
    ] as const) {
      writeFileSync(join(folder, name), 's3cret');
      chmodSync(join(folder, name), mode);
    }
    const header = 'X-A: "${file:own}", X-B: "${file:open}"';
    writeFileSync(
      join(folder, 'a.yaml'),
      `version: 1\nrules: []\nservices: [{ id: a, http: { url: "http://localhost", headers: { ${header} } } }]`,
    );
    const loaded = store(join(folder, 'a.yaml')).load();
    expect(loaded.ok && loaded.value.warnings).toMatchObject([
      { line: 2 },
      {
        line: 3,
        path: 'services[0].http.headers.X-B',
        message: 'every user of this machine may read the file open; take that away with "chmod 600"',
      },
    ]);
  });

  it('describes itself without secrets', () => {
    const path = join(temporaryFolder(), 'a.yaml');
    writeFileSync(
      path,
      'version: 1\nservices: [{ id: a, http: { url: "http://localhost", headers: { Authorization: s3cret } } }]',
    );
    expect(store(path).describe()).toMatchObject({
      ok: true,
      value: { document: { services: [{ http: { headers: { Authorization: '***' } } }] } },
    });
    writeFileSync(path, 'version: 7');
    expect(store(path).describe().ok).toBe(false);
    rmSync(path);
    expect(store(path).describe().ok).toBe(false);
  });

  it.each([
    ['it does not exist', () => {}],
    ['it is a folder, not a file', (path: string) => mkdirSync(path)],
    [
      'it is not UTF-8 text',
      (path: string) => writeFileSync(path, Buffer.from('\uFEFFversion: 1', 'utf16le')),
    ],
    [
      'it has 1048577 bytes, and 1048576 is the most that is read',
      (path: string) => writeFileSync(path, 'x'.repeat(1_048_577)),
    ],
    ['its path is a loop of links', (path: string) => symlinkSync(path, path)],
    ['it is not a plain file', (path: string) => symlinkSync('/dev/null', path)],
  ])('that cannot be read says why: %s', (why, make) => {
    const path = join(temporaryFolder(), 'a.yaml');
    make(path);
    expect(store(path).load()).toEqual({
      ok: false,
      error: [{ file: path, line: null, column: null, path: '', message: `cannot be read: ${why}` }],
    });
  });

  it('may be missing where the preset stands in, and reading writes nothing', () => {
    const folder = temporaryFolder();
    const settings = store(join(folder, 'config.json'), presetText);
    expect(settings.load()).toEqual({ ok: true, value: decoded(presetText) });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not replaced by the preset once it was there', () => {
    const path = join(temporaryFolder(), 'config.json');
    writeFileSync(path, '{ "version": 1, "services": [] }');
    const settings = store(path, presetText);
    expect(settings.load().ok).toBe(true);
    rmSync(path);
    expect(settings.load()).toMatchObject({
      ok: false,
      error: [{ message: 'cannot be read: it does not exist' }],
    });
  });
});
