/**
 * A value whose plain records, at any depth, have no prototype: a text of the data such as "constructor", looked up as a word, is then as
 * unknown as any other.
 */
export function bare<T>(value: T): T {
  if (Array.isArray(value)) return value.map(bare) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const record = Object.create(null) as Record<string, unknown>;
  for (const [key, inner] of Object.entries(value)) record[key] = bare(inner);
  return record as T;
}
