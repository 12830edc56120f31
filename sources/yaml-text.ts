import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
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
const mostCharacters = 4_000_000;
const separator = "\u0000";

/** Reads a YAML file a person wrote. Throws SourceError with the line for broken YAML, keys given twice and `__proto__`. */
export function readYaml(text: string, file: string): YamlFile {
  if (text.length > mostCharacters)
    throw new SourceError(`${file} has more than ${mostCharacters} characters, more than any mapping needs.`);
  const counter = new LineCounter();
  const document = parseDocument(text, { schema: "failsafe", lineCounter: counter, prettyErrors: false });
  const lineAt = (offset: number) => counter.linePos(offset).line;
  const problem = document.errors[0];
  if (problem !== undefined) {
    throw new SourceError(`${file} line ${lineAt(problem.pos[0])} is no valid YAML: ${problem.message}.`);
  }
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
