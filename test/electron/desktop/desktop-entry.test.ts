import { describe, expect, it } from 'vitest';
import { desktopEntry, readDesktopEntry, withCommand } from '../../../electron/desktop/desktop-entry.ts';

const command = (...words: readonly string[]) => ({ words, icon: 'bellwether' });
const entry = (...lines: readonly string[]) =>
  ['[Desktop Entry]', 'Name=Bellwether', ...lines, ''].join('\n');

describe('a desktop entry', () => {
  it('is what the specifications of entries and of autostart ask for', () => {
    expect(desktopEntry(command('/opt/Bell wether/bellwether', '--hidden'))).toBe(
      [
        '[Desktop Entry]',
        'Type=Application',
        'Name=Bellwether',
        'Comment=Watches the health of your services',
        'Terminal=false',
        'TryExec=/opt/Bell wether/bellwether',
        'Exec="/opt/Bell wether/bellwether" "--hidden"',
        'Icon=bellwether',
        'X-GNOME-Autostart-enabled=true',
        '',
      ].join('\n'),
    );
  });

  it('quotes what the specification quotes, and doubles what would begin a field code', () => {
    const text = desktopEntry(command(String.raw`/home/a b/$x/"q"/100%/back\slash`));
    expect(text).toContain(String.raw`Exec="/home/a b/\\$x/\\"q\\"/100%%/back\\\\slash"` + '\n');
    expect(text).toContain(String.raw`TryExec=/home/a b/$x/"q"/100%/back\\slash` + '\n');
  });

  it.each([
    ['blanks', '/home/a  b/x', '--data-dir=/data of mine'],
    ['a percent sign', '/x', '--data-dir=/100%/%U %%'],
    [
      'quotes, dollars, backticks and backslashes',
      String.raw`/a"b'c$d${'`'}e\f`,
      String.raw`--config=\\"$HOME\"`,
    ],
    ['the escapes of values', String.raw`/a\s\n\t\\n`, String.raw`--config=/x\;y`],
    ['line breaks and tabs', '/a\nb\tc\rd', '--config=/x\n[Desktop Action]\nExec=evil'],
    ['signs of a shell and of an entry', '/a;b|c&d', '--config=/x=#y'],
    ['other letters', '/домой/日本', '--config=/é'],
  ])('gives back the words that it was made of: %s', (...row) => {
    const words = row.slice(1);
    const read = readDesktopEntry(desktopEntry(command(...words)));
    expect(read).toEqual({ name: 'Bellwether', words, enabled: true });
    expect(desktopEntry(command(...words)).match(/^Exec=/gm)).toHaveLength(1);
  });

  it.each([
    ['Hidden=true', false],
    ['Hidden = true', false],
    ['Hidden=1', false],
    ['Hidden=True', false],
    ['Hidden=false', true],
    ['X-GNOME-Autostart-enabled=false', false],
    ['X-GNOME-Autostart-enabled=true', true],
    ['X-MATE-Autostart-enabled=false', false],
    ['#Hidden=true', true],
    ['[Desktop Action x]\nHidden=true', true],
    ['Hidden=true\nHidden=false', true],
  ])('with %s is on: %s', (line, enabled) => {
    expect(readDesktopEntry(entry('Exec="/x" "--hidden"', line)).enabled).toBe(enabled);
  });

  it.each([
    ['nothing', entry(), null],
    [
      'words without quotes, as people write them',
      entry('Exec=/usr/bin/bellwether --hidden'),
      ['/usr/bin/bellwether', '--hidden'],
    ],
    ['a quote that never ends', entry('Exec="/x --hidden'), null],
    ['an empty value', entry('Exec='), null],
    ['lines of Windows', entry('Exec="/x"').replaceAll('\n', '\r\n'), ['/x']],
    ['no group', 'Exec="/x"\n', null],
  ])('starts what is written there: %s', (_, text, words) => {
    expect(readDesktopEntry(text).words).toEqual(words);
  });

  it('is switched on again with all that somebody else wrote into it', () => {
    const own = entry(
      '# mine',
      'Exec="/old" "--hidden"',
      'X-GNOME-Autostart-Delay=30',
      'Hidden=true',
      'X-MATE-Autostart-enabled=false',
      '[Desktop Action now]',
      'Exec=/other',
    );
    const changed = withCommand(own, command('/new', '--hidden'));
    expect(changed).toBe(
      entry(
        '# mine',
        'X-GNOME-Autostart-Delay=30',
        'TryExec=/new',
        'Exec="/new" "--hidden"',
        'Icon=bellwether',
        'X-GNOME-Autostart-enabled=true',
        '[Desktop Action now]',
        'Exec=/other',
      ),
    );
    expect(withCommand(changed, command('/new', '--hidden'))).toBe(changed);
  });
});
