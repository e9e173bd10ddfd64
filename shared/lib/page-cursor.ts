/** Where a page ended: the time of its last item, then what tells items of the same time apart. */
export interface PageCursor {
  readonly at: number;
  readonly keys: readonly string[];
}

export function encodeCursor(cursor: PageCursor): string {
  return [String(cursor.at), ...cursor.keys.map(encodeURIComponent)].join(',');
}

/** `null` when the text is no cursor that `encodeCursor` made for `keyCount` keys. */
export function decodeCursor(text: string, keyCount: number): PageCursor | null {
  const [time = '', ...keys] = text.split(',');
  const at = Number(time);
  if (time.trim() === '' || !Number.isFinite(at) || keys.length !== keyCount) return null;
  try {
    return { at, keys: keys.map(decodeURIComponent) };
  } catch {
    return null;
  }
}
