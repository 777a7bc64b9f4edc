/**
 * Whether two values of a form say the same. A number field that is empty has no number; a `key` only tells parts of
 * the form apart.
 */
export function sameValue(one: unknown, other: unknown): boolean {
  const [a, b] = [one, other].map((value) => (Number.isNaN(value) ? null : value));
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return a === b;
  const [left, right] = [membersOf(a), membersOf(b)];
  return left.size === right.size && [...left].every(([name, value]) => sameValue(value, right.get(name)));
}

function membersOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([name]) => name !== "key"));
}
