/** The alerts after changes named those of some services anew; the order of the others stays. */
export function replaceAlerts<Alert extends { readonly service: string }>(
  known: readonly Alert[],
  changed: Readonly<Record<string, readonly Alert[]>> | undefined,
): readonly Alert[] {
  if (changed === undefined) return known;
  const kept = known.filter(({ service }) => !Object.hasOwn(changed, service));
  return [...kept, ...Object.values(changed).flat()];
}
