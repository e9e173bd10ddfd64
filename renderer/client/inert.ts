/** Control characters, and those that turn the direction of what follows: text from a service may hold them. */
const INVISIBLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** What came from elsewhere, with every such character made visible, as in `\u202e`. */
export function inert(value: unknown): unknown {
  if (typeof value === 'string') return visible(value);
  if (Array.isArray(value)) return value.map(inert);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, inert(member)]));
}

/** The same for JSON; `null` when it is none. */
export function parseInert(text: string): unknown {
  try {
    return inert(JSON.parse(text));
  } catch {
    return null;
  }
}

function visible(text: string): string {
  return text.replaceAll(INVISIBLE, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
