import { parseSync, Visitor } from 'vite';

/** What a bundle imports, requires or imports later, without `node:`. Names in comments and texts do not count. */
export function loadedModules(bundle: string): readonly string[] {
  const names = new Set<string>();
  const add = (name: unknown) => {
    if (typeof name === 'string') names.add(name.replace(/^node:/, ''));
  };
  const visitor = new Visitor({
    ImportDeclaration: ({ source }) => add(source.value),
    ImportExpression: ({ source }) => add(source.type === 'Literal' ? source.value : null),
    CallExpression: ({ callee, arguments: [first] }) => {
      const isRequire = callee.type === 'Identifier' && /^(__)?require$/.test(callee.name);
      if (isRequire && first?.type === 'Literal') add(first.value);
    },
  });
  const { program, errors } = parseSync('bundle.js', bundle);
  if (errors.length > 0) throw new Error(`the bundle cannot be parsed: ${errors[0]?.message}`);
  visitor.visit(program);
  return [...names].toSorted();
}
