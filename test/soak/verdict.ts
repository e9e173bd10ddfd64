/** What was measured of one property, and whether it holds; `null` where a figure is only told. */
export interface Finding {
  readonly property: string;
  readonly figure: string;
  readonly holds: boolean | null;
}

export function findingLine({ property, figure, holds }: Finding): string {
  const verdict = holds === null ? '' : holds ? 'holds' : 'VIOLATED';
  return `${property.padEnd(44)} ${verdict.padEnd(9)} ${figure}\n`;
}
