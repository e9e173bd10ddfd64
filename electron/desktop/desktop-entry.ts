/** The group of a desktop entry that says what it starts. */
const GROUP = '[Desktop Entry]';
/** GNOME, Cinnamon and MATE switch an entry off by one of these, all others by `Hidden`. */
const ENABLED = /^X-\w+-Autostart-enabled$/i;

export interface StartCommand {
  /** The program and whatever of its words is a path, then options. */
  readonly words: readonly string[];
  /** A name of the icon theme, or an absolute path. */
  readonly icon: string;
}

export interface ReadEntry {
  readonly name: string | null;
  /** As the program gets them; `null` where it starts nothing, or what this cannot read. */
  readonly words: readonly string[] | null;
  /** None of the keys by which desktops switch such an entry off does so. */
  readonly enabled: boolean;
}

/** An entry for an autostart folder, by freedesktop.org's specifications of both. */
export function desktopEntry(command: StartCommand): string {
  const entry = [
    GROUP,
    'Type=Application',
    'Name=Bellwether',
    'Comment=Watches the health of your services',
    'Terminal=false',
    '',
  ].join('\n');
  return withCommand(entry, command);
}

/** The same entry, switched on and starting this: what else a person wrote into it stays. */
export function withCommand(entry: string, { words, icon }: StartCommand): string {
  const [program = ''] = words;
  const values: Readonly<Record<string, string>> = {
    TryExec: escaped(program),
    Exec: escaped(words.map(quoted).join(' ')),
    Icon: escaped(icon),
    'X-GNOME-Autostart-enabled': 'true',
  };
  const lines = entry.replace(/\n+$/, '').split('\n');
  const [from, to] = groupIn(lines);
  const kept = lines.slice(from, to).filter((line) => {
    const [key] = keyAndValue(line) ?? [''];
    return values[key] === undefined && key !== 'Hidden' && !ENABLED.test(key);
  });
  const written = Object.entries(values).map(([key, value]) => `${key}=${value}`);
  return [...lines.slice(0, from), ...kept, ...written, ...lines.slice(to), ''].join('\n');
}

export function readDesktopEntry(text: string): ReadEntry {
  const lines = text.split(/\r?\n/);
  const [from, to] = groupIn(lines);
  const keys = new Map(
    lines.slice(from, to).flatMap((line) => {
      const pair = keyAndValue(line);
      return pair === null ? [] : [pair];
    }),
  );
  const exec = keys.get('Exec');
  return {
    name: keys.get('Name') ?? null,
    words: exec === undefined ? null : wordsIn(unescaped(exec)),
    enabled: ![...keys].some(([key, value]) => switchesOff(key, value.toLowerCase())),
  };
}

function switchesOff(key: string, value: string): boolean {
  if (key === 'Hidden') return value === 'true' || value === '1';
  return ENABLED.test(key) && (value === 'false' || value === '0');
}

/** Indices of the lines of the group; none where there is no such group. */
function groupIn(lines: readonly string[]): readonly [from: number, to: number] {
  const head = lines.findIndex((line) => line.trimEnd() === GROUP);
  if (head === -1) return [lines.length, lines.length];
  const next = lines.findIndex((line, index) => index > head && line.startsWith('['));
  return [head + 1, next === -1 ? lines.length : next];
}

/** Blanks around the `=` do not count. */
function keyAndValue(line: string): readonly [string, string] | null {
  const at = line.indexOf('=');
  return at === -1 || line.startsWith('#') ? null : [line.slice(0, at).trimEnd(), line.slice(at + 1).trim()];
}

/** Quoting within a value, whose escapes are undone first; `%` begins a field code. */
function quoted(word: string): string {
  return `"${word.replace(/["`$\\]/g, String.raw`\$&`).replaceAll('%', '%%')}"`;
}

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\', s: ' ', n: '\n', t: '\t', r: '\r' };

function escaped(value: string): string {
  const lines = value.replaceAll('\\', '\\\\').replaceAll('\n', String.raw`\n`);
  return lines.replaceAll('\t', String.raw`\t`).replaceAll('\r', String.raw`\r`);
}

function unescaped(value: string): string {
  return value.replace(/\\(.)/g, (whole, character: string) => ESCAPES[character] ?? whole);
}

/** `null` for what is not quoted as the specification says. */
function wordsIn(exec: string): readonly string[] | null {
  const words = exec.match(/"(?:[^"\\]|\\.)*"|[^\s"]+/gs) ?? [];
  if (words.length === 0 || exec.replace(/"(?:[^"\\]|\\.)*"/gs, '').includes('"')) return null;
  return words.map((word) => {
    const inner = word.startsWith('"') ? word.slice(1, -1).replace(/\\(.)/gs, '$1') : word;
    return inner.replaceAll('%%', '%');
  });
}
