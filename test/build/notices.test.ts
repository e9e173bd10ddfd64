import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const script = join(import.meta.dirname, '..', '..', 'build', 'packaging', 'make-notices.ts');

interface Bundled {
  readonly name: string;
  readonly version: string;
  readonly identifier?: string;
  readonly text?: string;
}

/** What the program makes of bundles that say this of themselves, and of these given texts. */
function make(
  page: readonly Bundled[],
  main: readonly Bundled[],
  given: Readonly<Record<string, string>> = {},
) {
  const root = mkdtempSync(join(tmpdir(), 'bellwether-notices-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const place = (path: string, content: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  place('dist/renderer/licences.json', JSON.stringify(page));
  place('dist/desktop/main.licences.json', JSON.stringify(main));
  for (const part of ['node/licences', 'desktop/preload.licences', 'desktop/decode-thread.licences'])
    place(`dist/${part}.json`, '[]');
  place('node_modules/rolldown/package.json', '{ "version": "1.2.3", "license": "MIT" }');
  place('node_modules/rolldown/LICENSE', 'terms of rolldown\n');
  mkdirSync(join(root, 'build/licences'), { recursive: true });
  for (const [name, text] of Object.entries(given)) place(`build/licences/${name}`, text);
  const { status, stderr } = spawnSync(process.execPath, [script, root], { encoding: 'utf8' });
  const read = (path: string) => readFileSync(join(root, 'dist', path), 'utf8');
  return { status, stderr, read };
}

const react: Bundled = { name: 'react', version: '19.0.0', identifier: 'MIT', text: 'terms\r\nof react' };
const bare: Bundled = { name: '@some/bare', version: '2.0.0', identifier: 'ISC' };

describe('the third-party notices', () => {
  it('name once what any bundle holds, by name, and are the same for page and command line', () => {
    const older = { ...react, version: '18.0.0', text: 'older terms' };
    const { status, stderr, read } = make([react], [older, react, bare], {
      'some-bare-2.0.0.txt': 'given\n',
    });
    expect([status, stderr]).toEqual([0, '']);
    const line = '='.repeat(32);
    expect(read('renderer/third-party-notices.txt')).toBe(
      [
        'Bellwether holds these packages of others, each under a licence of its own.\n',
        `${line}\n@some/bare@2.0.0 (ISC)\n\ngiven\n`,
        `${line}\nreact@18.0.0 (MIT)\n\nolder terms\n`,
        `${line}\nreact@19.0.0 (MIT)\n\nterms\nof react\n`,
        `${line}\nrolldown@1.2.3 (MIT)\n\nterms of rolldown\n`,
      ].join('\n'),
    );
    expect(read('node/third-party-notices.txt')).toBe(read('renderer/third-party-notices.txt'));
  });

  it.each([
    ['no text', bare, {}],
    ['an empty text', { ...bare, text: '' }, {}],
    ['a text for another version', bare, { 'some-bare-1.0.0.txt': 'given' }],
    ['a given text that is empty', bare, { 'some-bare-2.0.0.txt': '\n' }],
  ])('are refused in a sentence where a package has %s', (_, bundled, given) => {
    const { status, stderr, read } = make([react], [bundled], given);
    expect(status).toBe(1);
    expect(stderr).toContain(
      '@some/bare@2.0.0 is bundled, and its package holds no text of its licence: put the text, as its authors publish it, into build/licences/some-bare-2.0.0.txt.\n',
    );
    expect(() => read('renderer/third-party-notices.txt')).toThrow('ENOENT');
  });

  it('are refused while a text is given that nothing needs', () => {
    const { status, stderr } = make([react], [], { 'react-19.0.0.txt': 'other terms' });
    expect([status, stderr]).toEqual([
      1,
      'build/licences/react-19.0.0.txt belongs to nothing that lacks a text of its licence: delete it.\n',
    ]);
  });
});
