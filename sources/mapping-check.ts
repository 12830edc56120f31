import type { z } from "zod";
import { nearest } from "./nearest.ts";
import { SourceError } from "./source.ts";
import type { YamlFile } from "./yaml-text.ts";

/** Ends a sentence: `; did you mean "x"?` with the candidate nearest to a misspelt word, else a full stop. */
export function orMeant(word: unknown, candidates: readonly string[]): string {
  const near = typeof word === "string" ? nearest(word, candidates) : undefined;
  return near === undefined ? "." : `; did you mean "${near}"?`;
}

/** Parses a part of a YAML file; the first thing wrong becomes one sentence with its line. `path` is where the part stands in the file. */
export function check<S extends z.ZodType>(
  schema: S,
  value: unknown,
  yaml: YamlFile,
  path: readonly PropertyKey[],
  keysAt: (path: readonly PropertyKey[]) => readonly string[] = () => [],
): z.infer<S> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  // A key that is misspelt is missing too, and that it is misspelt says more.
  const { issues } = result.error;
  const issue = issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0];
  if (issue === undefined) throw result.error;
  const at = [...path, ...issue.path];
  const name = String(at.findLast((key) => typeof key === "string") ?? yaml.file);
  const inside = (outer: unknown, key: PropertyKey) =>
    typeof outer === "string" ? outer : (outer as Record<PropertyKey, unknown> | undefined)?.[key];
  const met = issue.path.reduce<unknown>(inside, value);
  const fail = (key: PropertyKey[], sentence: string) => new SourceError(`${yaml.place([...at, ...key])}: ${sentence}`);
  if (issue.code === "unrecognized_keys") {
    const key = issue.keys[0] ?? "";
    const known = keysAt(issue.path);
    throw fail([key], `"${key}" is no key here; the keys are ${known.join(", ")}${orMeant(key, known)}`);
  }
  if (issue.code === "invalid_value") {
    const known = issue.values.map(String);
    throw fail([], `"${name}" is ${describe(met)}; wanted one of ${known.join(", ")}${orMeant(met, known)}`);
  }
  if (issue.code === "invalid_type") {
    const kinds: Record<string, string> = { string: "text", array: "a list", record: "a map", object: "a map" };
    throw fail([], `"${name}" is ${describe(met)}; wanted ${kinds[issue.expected] ?? issue.expected}.`);
  }
  throw fail([], `${issue.message}.`);
}

function describe(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === "") return "empty";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : `"${value}"`;
}
