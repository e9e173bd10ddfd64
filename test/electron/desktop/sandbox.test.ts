import { describe, expect, it } from 'vitest';
import { sandboxLoss, sandboxNotice, type SandboxFacts } from '../../../electron/desktop/sandbox.ts';

/** A start with these words, by a person of a system that makes namespaces; Electron reads words and environment alike. */
function started(words: readonly string[], facts: Partial<SandboxFacts> = {}) {
  const environment = facts.environment ?? {};
  const switches = words.flatMap((word) => /^--?([a-z-]+)/.exec(word)?.[1] ?? []);
  if (environment['ELECTRON_DISABLE_SANDBOX'] !== undefined) switches.push('no-sandbox');
  return sandboxLoss({
    hasSwitch: (name) => switches.includes(name),
    words,
    environment,
    userId: 1000,
    fromAppImage: false,
    mayMakeNamespaces: () => true,
    ...facts,
  });
}

describe('the sandbox', () => {
  it.each([[[]], [['--hidden', '--data-dir', '/tmp/x']], [['no-sandbox']]])(
    'is on with the words %j',
    (words) => {
      expect(started(words)).toBeNull();
    },
  );

  it.each([
    '--no-sandbox',
    '-no-sandbox',
    '--no-sandbox=1',
    '--single-process',
    '--disable-seccomp-filter-sandbox',
  ])('is off by the word %s, whatever made it necessary', (word) => {
    const name = word.replace(/^-+|=.*$/g, '');
    expect(started(['--hidden', word])).toEqual({ by: 'word', word: `--${name}` });
  });

  it.each(['1', '0', ''])('is off where ELECTRON_DISABLE_SANDBOX is %j', (value) => {
    const environment = { ELECTRON_DISABLE_SANDBOX: value };
    expect(started([], { environment })).toEqual({ by: 'environment', variable: 'ELECTRON_DISABLE_SANDBOX' });
    expect(started(['--no-sandbox'], { environment })).toEqual({ by: 'word', word: '--no-sandbox' });
  });

  it('is off for root, who cannot have one', () => {
    expect(started(['--no-sandbox'], { userId: 0 })).toEqual({ by: 'root' });
  });

  it('is off by the launcher of an AppImage where there are no namespaces, and by the person where there are', () => {
    const image = { fromAppImage: true, mayMakeNamespaces: () => false };
    expect(started(['--no-sandbox', '--hidden'], image)).toEqual({ by: 'launcher' });
    // The launcher adds none where there is one, which it then leaves at its place.
    expect(started(['--hidden', '--no-sandbox'], image)).toEqual({ by: 'word', word: '--no-sandbox' });
    expect(started(['--no-sandbox'], { fromAppImage: true })).toEqual({ by: 'word', word: '--no-sandbox' });
    expect(started(['--no-sandbox'], { mayMakeNamespaces: () => false })).toMatchObject({ by: 'word' });
  });

  it('does not ask for namespaces while it is on', () => {
    const never = () => {
      throw new Error('asked');
    };
    expect(started([], { fromAppImage: true, mayMakeNamespaces: never })).toBeNull();
  });

  it.each([
    [{ by: 'root' }, 'start it as yourself'],
    [{ by: 'environment', variable: 'ELECTRON_DISABLE_SANDBOX' }, 'because ELECTRON_DISABLE_SANDBOX is set'],
    [{ by: 'launcher' }, 'install the deb'],
    [{ by: 'word', word: '--no-sandbox' }, 'started with --no-sandbox: quit it, and start it without'],
  ] as const)('is missed in words that name the way out: %j', (loss, words) => {
    expect(sandboxNotice(loss)).toContain(words);
  });
});
