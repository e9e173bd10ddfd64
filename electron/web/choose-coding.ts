/** Content codings that answers are made in; as it is, it has none (`null`). */
export type Coding = 'br' | 'gzip';

/** An item of Accept-Encoding (RFC 9110, 12.5.3); what is written otherwise says nothing. */
const ITEM = /^([\w!#$%&'*+.^`|~-]+)[ \t]*(?:;[ \t]*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?))?$/i;
/** What is not mentioned may come as it is, but is not preferred to what is. */
const UNMENTIONED = 0.0001;

/**
 * The coding of `offered`, which are in the order of our preference, that whoever sent this Accept-Encoding likes best. What is not worth
 * compressing comes as it is unless he refuses that. Whoever takes nothing that there is gets it as it is.
 */
export function chooseCoding(
  accepted: string | undefined,
  offered: readonly Coding[],
  isWorthIt: boolean,
): Coding | null {
  const weights = weightsOf(accepted ?? '');
  const weightOf = (coding: string) => weights.get(coding) ?? weights.get('*');
  const plain = weightOf('identity') ?? UNMENTIONED;
  if (!isWorthIt && plain > 0) return null;
  const liked = offered
    .map((coding) => ({ coding, weight: weightOf(coding) ?? 0 }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight);
  const [best] = liked;
  return best !== undefined && best.weight >= plain ? best.coding : null;
}

function weightsOf(accepted: string): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const item of accepted.split(',')) {
    const [, name, weight = '1'] = ITEM.exec(item.trim()) ?? [];
    if (name !== undefined) weights.set(name.toLowerCase().replace(/^x-gzip$/, 'gzip'), Number(weight));
  }
  return weights;
}
