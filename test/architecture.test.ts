import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

interface Area {
  readonly name: string;
  readonly files: RegExp;
  /** Other areas whose files it may import; its own it always may. */
  readonly areas: readonly string[];
  readonly node: boolean;
  /** `plain` is every library that runs without Electron. */
  readonly libraries: readonly string[] | 'plain' | 'all';
}

/** Who may know whom, in order: a file belongs to the first area that matches. The linter repeats this table. */
const AREAS: readonly Area[] = [
  { name: 'shared', files: /^shared\//, areas: [], node: false, libraries: ['zod', 'yaml'] },
  { name: 'ports', files: /^electron\/ports\.ts$/, areas: ['shared'], node: false, libraries: [] },
  { name: 'engine', files: /^electron\/engine\//, areas: ['ports', 'shared'], node: false, libraries: [] },
  {
    name: 'adapters',
    files: /^electron\/adapters\//,
    areas: ['ports', 'shared'],
    node: true,
    libraries: 'plain',
  },
  { name: 'web', files: /^electron\/web\//, areas: ['ports', 'shared'], node: true, libraries: 'plain' },
  {
    name: 'preload',
    files: /^electron\/preload\.ts$/,
    areas: ['shared'],
    node: false,
    libraries: ['electron'],
  },
  {
    name: 'desktop',
    files: /^electron\/(desktop\/|main\.ts$)/,
    areas: ['adapters', 'engine', 'ports', 'shared', 'web'],
    node: true,
    libraries: 'all',
  },
  {
    name: 'headless',
    files: /^electron\/run-headless\.ts$/,
    areas: ['adapters', 'engine', 'ports', 'shared', 'web'],
    node: true,
    libraries: [],
  },
  // It puts the real parts together, as a root does, and is a part of no other product than the command line.
  {
    name: 'self-test',
    files: /^electron\/self-test\//,
    areas: ['adapters', 'engine', 'headless', 'ports', 'shared', 'web'],
    node: true,
    libraries: 'plain',
  },
  {
    name: 'cli',
    files: /^electron\/cli\//,
    areas: ['adapters', 'headless', 'ports', 'self-test', 'shared'],
    node: true,
    libraries: 'plain',
  },
  { name: 'demo', files: /^electron\/demo\//, areas: ['ports', 'shared'], node: true, libraries: 'plain' },
  {
    name: 'root',
    files: /^electron\/[^/]+\.ts$/,
    areas: ['adapters', 'cli', 'demo', 'headless', 'ports', 'shared'],
    node: true,
    libraries: [],
  },
  {
    name: 'renderer',
    files: /^renderer\//,
    areas: ['shared'],
    node: false,
    libraries: ['react', 'react-dom', 'zustand'],
  },
  { name: 'bootstrap', files: /^build\/[^/]+\.mjs$/, areas: [], node: true, libraries: [] },
  {
    name: 'bundling',
    files: /^build\/(vite\.[^/]+\.config|product-version)\.ts$/,
    areas: ['bootstrap'],
    node: true,
    libraries: ['vite', '@vitejs/plugin-react'],
  },
  {
    name: 'drawing',
    files: /^build\/icons\//,
    areas: [],
    node: true,
    libraries: ['@resvg/resvg-wasm'],
  },
  {
    name: 'packaging',
    files: /^build\/(packaging\/|electron-builder\.config\.ts$)/,
    areas: ['bootstrap'],
    node: true,
    libraries: ['electron-builder', '@electron/get', 'zod'],
  },
];

const ELECTRON = ['electron', 'electron-store'];

type Target =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'node'; readonly name: string }
  | { readonly kind: 'library'; readonly name: string }
  | { readonly kind: 'unresolved'; readonly name: string };

interface Module {
  readonly path: string;
  readonly imports: readonly Target[];
}

const FOLDERS = ['shared', 'electron', 'renderer', 'build'];

let modules: readonly Module[] = [];
beforeAll(async () => {
  modules = await importGraph();
});

describe('the import graph', () => {
  it('holds every source file, so that no rule passes by looking at nothing', () => {
    expect(modules.length).toBeGreaterThan(20);
    expect(modules.map((module) => module.path).toSorted()).toEqual(
      FOLDERS.flatMap(filesBelow)
        .filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.endsWith('.d.ts'))
        .toSorted(),
    );
  });

  it('sees imports of types, which leave no trace in the output', () => {
    const ports = modules.find((module) => module.path === 'electron/ports.ts');
    expect(ports?.imports).toContainEqual({ kind: 'file', path: 'shared/domain/sample.ts' });
  });

  it('goes one way only', () => {
    expect(forbiddenImports(modules)).toEqual([]);
  });

  it('has no cycle', () => {
    expect(cycles(modules)).toEqual([]);
  });
});

describe('the rules themselves', () => {
  const file = (path: string): Target => ({ kind: 'file', path });
  const library = (name: string): Target => ({ kind: 'library', name });
  const fs: Target = { kind: 'node', name: 'fs' };

  it.each<[string, string, Target]>([
    ['shared/ the ports', 'shared/domain/sample.ts', file('electron/ports.ts')],
    ['shared/ Node', 'shared/domain/sample.ts', fs],
    ['shared/ a library of the page', 'shared/domain/sample.ts', library('react')],
    ['the engine Node', 'electron/engine/monitor.ts', fs],
    ['the engine an adapter', 'electron/engine/monitor.ts', file('electron/adapters/node-clock.ts')],
    ['the engine Electron', 'electron/engine/monitor.ts', library('electron')],
    ['an adapter the engine', 'electron/adapters/node-clock.ts', file('electron/engine/monitor.ts')],
    ['an adapter Electron', 'electron/adapters/node-clock.ts', library('electron-store')],
    ['the server an adapter', 'electron/web/routes.ts', file('electron/adapters/node-clock.ts')],
    ['the command line the desktop', 'electron/cli/check.ts', file('electron/desktop/tray.ts')],
    ['the self test the command line', 'electron/self-test/port.ts', file('electron/cli/check.ts')],
    ['the server the self test', 'electron/web/routes.ts', file('electron/self-test/port.ts')],
    ['a plain root the desktop', 'electron/headless.ts', file('electron/desktop/tray.ts')],
    ['the desktop the command line', 'electron/desktop/tray.ts', file('electron/cli/check.ts')],
    ['the preload script Node', 'electron/preload.ts', fs],
    ['the preload script an adapter', 'electron/preload.ts', file('electron/adapters/node-clock.ts')],
    ['the page Node', 'renderer/main.tsx', fs],
    ['the page the server', 'renderer/main.tsx', file('electron/web/routes.ts')],
    ['the bootstrap a package', 'build/install.mjs', library('vite')],
    ['anyone a file that is not there', 'electron/cli/check.ts', { kind: 'unresolved', name: './gone.ts' }],
    ['anyone a file outside the areas', 'electron/cli/check.ts', file('test/fakes/fake-clock.ts')],
  ])('refuse %s', (_words, path, target) => {
    expect(forbiddenImports([{ path, imports: [target] }])).toHaveLength(1);
  });

  it('refuse a file that belongs to no area', () => {
    expect(forbiddenImports([{ path: 'scripts/release.ts', imports: [] }])).toEqual([
      'scripts/release.ts belongs to no area',
    ]);
  });

  it('let the desktop know Electron, its store, the engine and the ports', () => {
    const imports = [
      library('electron'),
      library('electron-store'),
      file('electron/engine/monitor.ts'),
      file('electron/ports.ts'),
      fs,
    ];
    expect(forbiddenImports([{ path: 'electron/main.ts', imports }])).toEqual([]);
  });

  it('find a cycle, and tell it once', () => {
    const ring = ['a', 'b', 'c'].map((name, index, names) => ({
      path: `shared/${name}.ts`,
      imports: [file(`shared/${names[(index + 1) % names.length]!}.ts`)],
    }));
    const tail = { path: 'shared/tail.ts', imports: [file('shared/a.ts')] };
    expect(cycles([tail, ...ring])).toEqual(['shared/a.ts > shared/b.ts > shared/c.ts > shared/a.ts']);
  });
});

describe('every file', () => {
  const sources = FOLDERS.flatMap(filesBelow).filter((path) => /\.(ts|tsx|mjs)$/.test(path));
  const product = sources.filter((path) => !path.startsWith('build/') && !path.endsWith('.d.ts'));

  it('is named in kebab-case, and so is its folder', () => {
    const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*$/;
    const named = [...FOLDERS, 'test'].flatMap(filesBelow).filter((path) => !path.endsWith('.md'));
    expect(named.filter((path) => !path.split('/').every((part) => kebab.test(part)))).toEqual([]);
  });

  it('has at most 300 lines', () => {
    expect(sources.filter((path) => textOf(path).split('\n').length > 301)).toEqual([]);
  });

  it('exports by name', () => {
    expect(product.filter((path) => /^export default\b|\bas default\b/m.test(textOf(path)))).toEqual([]);
  });

  it('behaves the same under test', () => {
    expect(
      product.filter((path) => /\bNODE_ENV\b|\bVITEST\b|import\.meta\.vitest/.test(textOf(path))),
    ).toEqual([]);
  });
});

/** One sentence each. */
function forbiddenImports(graph: readonly Module[]): readonly string[] {
  return graph.flatMap(({ path, imports }) => {
    const area = areaOf(path);
    if (area === undefined) return [`${path} belongs to no area`];
    return imports
      .filter((target) => !mayImport(area, target))
      .map(
        (target) => `${path} (${area.name}) imports ${target.kind === 'file' ? target.path : target.name}`,
      );
  });
}

function mayImport(area: Area, target: Target): boolean {
  switch (target.kind) {
    case 'file': {
      const other = areaOf(target.path);
      return other !== undefined && (other === area || area.areas.includes(other.name));
    }
    case 'node':
      return area.node;
    case 'library':
      if (area.libraries === 'all') return true;
      return area.libraries === 'plain'
        ? !ELECTRON.includes(target.name)
        : area.libraries.includes(target.name);
    case 'unresolved':
      return false;
  }
}

function areaOf(path: string): Area | undefined {
  return AREAS.find((area) => area.files.test(path));
}

/** Each as the way round, beginning at its first file in the order of names. */
function cycles(graph: readonly Module[]): readonly string[] {
  const found = new Set<string>();
  const done = new Set<string>();
  const importsOf = new Map(graph.map((module) => [module.path, module.imports]));
  const visit = (path: string, way: readonly string[]): void => {
    const start = way.indexOf(path);
    if (start !== -1) {
      const ring = way.slice(start);
      const first = ring.indexOf(ring.toSorted()[0]!);
      const turned = [...ring.slice(first), ...ring.slice(0, first)];
      found.add([...turned, turned[0]].join(' > '));
      return;
    }
    if (done.has(path)) return;
    for (const target of importsOf.get(path) ?? []) {
      if (target.kind === 'file') visit(target.path, [...way, path]);
    }
    done.add(path);
  };
  for (const { path } of graph) visit(path, []);
  return [...found];
}

async function importGraph(): Promise<readonly Module[]> {
  const { output } = await cruise(FOLDERS, {
    baseDir: root,
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  });
  if (typeof output === 'string') throw new Error('the cruiser gave text instead of a graph');
  return output.modules
    .filter((module) => areaOf(module.source) !== undefined && /\.(ts|tsx|mjs)$/.test(module.source))
    .filter((module) => !module.source.endsWith('.d.ts'))
    .map((module) => ({ path: module.source, imports: module.dependencies.map(targetOf) }));
}

interface Dependency {
  readonly module: string;
  readonly resolved: string;
  readonly coreModule: boolean;
  readonly couldNotResolve: boolean;
}

function targetOf({ module, resolved, coreModule, couldNotResolve }: Dependency): Target {
  if (coreModule) return { kind: 'node', name: module };
  if (couldNotResolve) return { kind: 'unresolved', name: module };
  const library = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(resolved)?.[1];
  if (library === undefined) return { kind: 'file', path: resolved };
  return { kind: 'library', name: library.replace(/^@types\//, '') };
}

/** Relative to the project, with `/`. */
function filesBelow(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}

function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
