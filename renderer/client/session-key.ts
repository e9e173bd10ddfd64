/**
 * The half of a session that is the page's own. It lives in storage that belongs to the origin, port included: cookies do not know
 * ports, so every other server of this host name gets the other half. All tabs of the browser share it.
 */
export interface SessionKey {
  get(): string | null;
  /** `null` takes it away. */
  set(key: string | null): void;
  /** Calls back when another tab has signed in or out. */
  watch(onChange: () => void): () => void;
}

/** Several pages may be at one origin, each below a path of its own. */
export function sessionKey(base: string): SessionKey {
  const name = `bellwether-key ${new URL(base).pathname}`;
  /** Where the browser keeps nothing for pages: good until this tab is loaded anew. */
  let held: string | null = null;
  return {
    get: () => {
      try {
        return held ?? localStorage.getItem(name);
      } catch {
        return held;
      }
    },
    set: (key) => {
      held = null;
      try {
        if (key === null) localStorage.removeItem(name);
        else localStorage.setItem(name, key);
      } catch {
        held = key;
      }
    },
    watch: (onChange) => {
      // Everything was taken away when there is no name.
      const heard = (event: StorageEvent) => {
        if (event.key === name || event.key === null) onChange();
      };
      window.addEventListener('storage', heard);
      return () => window.removeEventListener('storage', heard);
    },
  };
}
