/** Texts, and numbers a double cannot hold. */
const tokens = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/**
 * Parses JSON of somebody else. Numbers of 16 and more digits stay exact: they become texts. Throws SyntaxError for broken
 * JSON, and for a key `__proto__`, which only somebody with bad intent sends.
 */
export function parseForeignJson(text: string): unknown {
  const exact = /\d{16}/.test(text)
    ? text.replace(tokens, (token) => (token.startsWith('"') ? token : `"${token}"`))
    : text;
  const value: unknown = JSON.parse(exact);
  if (/__proto__|\\u005f/i.test(text)) refuseProto(value);
  return value;
}

function refuseProto(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  if (Object.hasOwn(value, "__proto__")) throw new SyntaxError('the key "__proto__" is refused');
  for (const inner of Object.values(value)) refuseProto(inner);
}

/**
 * The value at a path such as `meta.next`; the value itself for the empty path. Of a list, `id=42` is the first object with
 * that value under that key.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (path === "") return value;
  return path.split(".").reduce<unknown>((outer, key) => {
    if (Array.isArray(outer) && key.includes("=")) {
      const [name = "", wanted] = key.split("=", 2);
      return outer.find((inner) => String(valueAt(inner, name)) === wanted);
    }
    if (typeof outer !== "object" || outer === null || !Object.hasOwn(outer, key)) return undefined;
    return (outer as Record<string, unknown>)[key];
  }, value);
}
