/** The candidate that was probably meant: at most two slips away, and not a different word altogether. */
export function suggest(written: string, candidates: Iterable<string>): string | null {
  if (written.length > 100) return null;
  const allowed = Math.min(2, Math.floor(written.length / 3));
  let best: { readonly candidate: string; readonly slips: number } | null = null;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) > allowed) continue;
    const slips = countSlips(written.toLowerCase(), candidate.toLowerCase());
    if (slips <= allowed && (best === null || slips < best.slips)) best = { candidate, slips };
  }
  return best?.candidate ?? null;
}

export function didYouMean(written: string, candidates: Iterable<string>): string {
  const found = suggest(written, candidates);
  return found === null ? '' : `; did you mean \`${found}\`?`;
}

/** Letters added, left out, exchanged or swapped with their neighbour. */
function countSlips(from: string, to: string): number {
  let beforePrevious: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          (previous[column] ?? 0) + 1,
          (current[column - 1] ?? 0) + 1,
          (previous[column - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforePrevious[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    beforePrevious = previous;
    previous = current;
  }
  return previous[to.length] ?? 0;
}
