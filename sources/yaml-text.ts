import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { SourceError } from "./source.ts";

/** YAML read as text alone: NULL, true and 1 stay the words they are, because in a mapping they are values of a file. */
export type YamlText = string | YamlText[] | { [key: string]: YamlText };

export interface YamlFile {
  /** How the file is named in messages. */
  file: string;
  root: YamlText;
  /** "mapping.yaml line 4" for a path of keys and indexes; the nearest enclosing line where the path goes deeper. */
  place(path: readonly PropertyKey[]): string;
}

const mostNodes = 100_000;
const mostDepth = 50;
const separator = "\u0000";

const mostCharacters = 4_000_000;
const mostAliases = 100;

/**
 * Parses a YAML file a person wrote. Throws SourceError with the line for broken YAML and keys given twice, and for more text, depth
 * or aliases than people write, before they cost anything: the parser's own look for twins takes the square of the keys.
 */
export function openYaml(text: string, file: string, schema: "failsafe" | "core") {
  if (text.length > mostCharacters)
    throw new SourceError(`${file} has more than ${mostCharacters} characters, more than people write.`);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { schema, lineCounter, prettyErrors: false, uniqueKeys: false });
  const lineAt = (offset: number) => lineCounter.linePos(offset).line;
  const broken = (offset: number, why: string) =>
    new SourceError(`${file} line ${lineAt(offset)} is no valid YAML: ${why}.`);
  const [problem] = document.errors;
  if (problem !== undefined) {
    const why = problem.message.split(" at line")[0] ?? "";
    throw broken(problem.pos[0], why.includes("call stack") ? "it is nested too deep" : why);
  }
  let aliases = 0;
  visit(document, {
    Alias() {
      aliases += 1;
      if (aliases > mostAliases) throw new SourceError(`${file} has more than ${mostAliases} aliases.`);
    },
    Map(_, map) {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        const name = isScalar(key) ? key.value : key;
        if (seen.has(name) && isScalar(key)) throw broken(key.range?.[0] ?? 0, "Map keys must be unique");
        seen.add(name);
      }
    },
  });
  return { document, lineAt };
}

/** Reads a YAML file a person wrote. Throws SourceError with the line for broken YAML, keys given twice and `__proto__`. */
export function readYaml(text: string, file: string): YamlFile {
  const { document, lineAt } = openYaml(text, file, "failsafe");
  const lines = new Map<string, number>();
  let nodes = 0;

  const read = (given: Node | null | undefined, path: readonly PropertyKey[]): YamlText => {
    nodes += 1;
    if (nodes > mostNodes)
      throw new SourceError(`${file} holds more than ${mostNodes} values, more than any mapping needs.`);
    if (path.length > mostDepth) throw new SourceError(`${file} is nested deeper than ${mostDepth} levels.`);
    const node = isAlias(given) ? given.resolve(document) : given;
    const key = path.join(separator);
    if (given?.range && !lines.has(key)) lines.set(key, lineAt(given.range[0]));
    if (isScalar(node)) return plain(String(node.value ?? ""), node);
    if (isSeq(node)) return node.items.map((item, index) => read(item as Node, [...path, index]));
    if (!isMap(node)) return "";
    const result: { [key: string]: YamlText } = {};
    for (const pair of node.items) {
      const line = isScalar(pair.key) && pair.key.range ? lineAt(pair.key.range[0]) : 1;
      if (!isScalar(pair.key))
        throw new SourceError(`${file} line ${line}: a key is a list or a map, wanted plain text.`);
      const name = plain(String(pair.key.value ?? ""), pair.key);
      if (name === "__proto__") throw new SourceError(`${file} line ${line}: the key "__proto__" is refused.`);
      const inner = [...path, name];
      lines.set(inner.join(separator), line);
      result[name] = read(pair.value as Node | null, inner);
    }
    return result;
  };

  const plain = (value: string, node: Node): string => {
    if (!value.includes("\0")) return value;
    throw new SourceError(`${file} line ${lineAt(node.range?.[0] ?? 0)}: a value holds a zero byte.`);
  };

  const root = read(document.contents, []);
  return {
    file,
    root,
    place(path) {
      for (let length = path.length; length > 0; length -= 1) {
        const line = lines.get(path.slice(0, length).join(separator));
        if (line !== undefined) return `${file} line ${line}`;
      }
      return file;
    },
  };
}
