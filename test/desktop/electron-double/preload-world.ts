import { readFileSync } from 'node:fs';

/** What a sandboxed preload script finds, and what reaches the page through it: copies, never the thing itself. */
const WORLD = `(() => {
  if (window !== window.top) return;
  const invoke = window.standInInvoke;
  const listeners = new Map();
  const clone = (value) => structuredClone(value);
  const only = (name, part) => new Proxy(part, { get: (target, key) => {
    if (!(key in target)) throw new Error('the double of Electron has no ' + name + '.' + String(key) + ': add it to test/desktop');
    return target[key];
  } });
  Object.defineProperty(window, 'standInDeliver', { value: (channel, words) => {
    for (const listener of [...(listeners.get(channel) ?? [])]) listener({ secret: 'the event of Electron' }, ...words);
  } });
  const ipcRenderer = only('ipcRenderer', {
    invoke: async (channel, ...words) => invoke(channel, clone(words)),
    on: (channel, listener) => listeners.set(channel, [...(listeners.get(channel) ?? []), listener]),
    removeListener: (channel, listener) =>
      listeners.set(channel, (listeners.get(channel) ?? []).filter((other) => other !== listener)),
  });
  const across = (value) => {
    if (typeof value === 'function') return (...heard) => across(value(...heard.map(across)));
    return typeof value?.then === 'function' ? value.then(across) : clone(value);
  };
  const contextBridge = only('contextBridge', { exposeInMainWorld: (name, bridge) => {
    if (name in window) throw new Error('Cannot bind an API on top of an existing property on the window object');
    const value = Object.fromEntries(Object.entries(bridge).map(([key, part]) => [key, across(part)]));
    Object.defineProperty(window, name, { value: Object.freeze(value), enumerable: true });
  } });
  const require = (name) => {
    if (name !== 'electron') throw new Error('module not found: ' + name);
    return { contextBridge, ipcRenderer };
  };
  const module = { exports: {} };
  (function (require, module, exports) { PRELOAD
  })(require, module, module.exports);
})();`;

/** Runs in the page before anything of it. */
export function preloadScript(path: string): string {
  const text = readFileSync(path, 'utf8');
  return WORLD.replace('PRELOAD', () => text);
}
