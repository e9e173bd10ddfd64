/**
 * JSON whose text is harmless wherever it lands: names come from strangers, and a terminal acts on C1 controls, a line
 * of text on direction overrides, an old browser on a tag. What is parsed from it is the same.
 */
export function inertJson(value: unknown): string {
  return JSON.stringify(value).replace(/[<>\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, escapeUnits);
}

function escapeUnits(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
