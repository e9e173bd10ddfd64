import { suggest } from '../../shared/config/suggest.ts';

/** The candidate that was probably meant, also when only its beginning was typed. */
function nearest(word: string, candidates: readonly string[]): string | null {
  const meant = suggest(word, candidates);
  if (meant !== null) return meant;
  const [first, ...others] = candidates.filter((candidate) => word.length > 1 && candidate.startsWith(word));
  return first !== undefined && others.length === 0 ? first : null;
}

/** `; did you mean X?`, or nothing. */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const found = nearest(word, candidates);
  return found === null ? '' : `; did you mean ${found}?`;
}
