/** Asked for by Node and by the language itself, not by the program. */
const SILENT = new Set(['then', 'toJSON', 'domain']);

/**
 * What the double lacks of a part of Electron throws by its name, instead of being `undefined`.
 * Works at the end of the part's own prototypes, so that what is there is reached directly.
 */
export function guard(name: string, part: object): void {
  const between = Object.create(Object.getPrototypeOf(part) as object | null) as object;
  const get = (target: object, key: string | symbol, receiver: unknown): unknown => {
    const known = key in target || typeof key === 'symbol' || key.startsWith('_') || SILENT.has(key);
    if (!known) throw new Error(`the double of Electron has no ${name}.${key}: add it to test/desktop`);
    return Reflect.get(target, key, receiver);
  };
  Object.setPrototypeOf(part, new Proxy(between, { get }));
}
