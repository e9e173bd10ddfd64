const DRAWINGS = {
  silence:
    'M3.5 11.5h9c-1-1.1-1.3-2.4-1.4-4C11 5.2 9.9 4 8 4S5 5.2 4.9 7.5c-.1 1.6-.4 2.9-1.4 4ZM7 14h2M2.5 2l11 12',
  acknowledgement: 'M14 7.2A6.1 6.1 0 1 1 10.5 2.4M5.2 7.6l2.5 2.5L14 3.6',
} as const;

/** A bell that is crossed out, or a tick. The word stands beside it. */
export function MeasureGlyph({ of }: { readonly of: keyof typeof DRAWINGS }) {
  return (
    <svg className="measure-glyph" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={DRAWINGS[of]} />
    </svg>
  );
}
