import type { z } from "zod";
import { SourceError } from "./source.ts";

/** What a pipeline file says of a source, checked. Throws SourceError that names the option and what was wanted. */
export function readOptions<S extends z.ZodType>(schema: S, kind: string, given: unknown): z.output<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  if (issue === undefined) throw result.error;
  const place = issue.path.map(String).join(".");
  throw new SourceError(`${kind}({ … })${place === "" ? "" : `: ${place}`}: ${issue.message}.`, {
    hint: "docs/sources.md lists the options.",
  });
}
