import { readFile } from "node:fs/promises";
import { isMap, isSeq } from "yaml";
import { z } from "zod";
import { openYaml } from "../../sources/yaml-text.ts";
import type { Operation } from "../../transforms/themes/curation.ts";
import { UserError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";

const themeId = z.string().regex(/^(?:[TP]\d{4,}|C-[a-z0-9][a-z0-9-]*)$/, "is no theme id such as T0012");
const words = z.array(z.string().trim().min(1)).min(1);
const kinds = z.enum(["fault", "service", "price", "logistics", "praise", "other"]);
const zh = z.string().trim().min(1);

/** What each operation takes. */
const bodies = {
  rename: z
    .strictObject({ theme: themeId, zh: zh.optional(), en: zh.optional() })
    .refine((value) => value.zh !== undefined || value.en !== undefined, "wants zh or en"),
  merge: z.strictObject({ themes: z.array(themeId).min(1), into: themeId }),
  split: z.strictObject({
    theme: themeId,
    parts: z.array(z.strictObject({ zh, en: zh.optional(), words })).min(1),
  }),
  pin: z.strictObject({
    theme: z.union([themeId, z.literal("none")]),
    text_id: z.string().regex(/^(feedback|ticket|rating):/, "is no text id such as feedback:F000000001"),
    clause_index: z.number().int().nonnegative(),
  }),
  seed: z.strictObject({ zh, en: zh.optional(), words, kind: kinds.default("other"), parent: themeId.optional() }),
  ban_word: z.strictObject({ word: zh }),
  retire: z.strictObject({ theme: themeId }),
  lock: z.strictObject({ theme: themeId }),
  approve: z.strictObject({ rebase: z.string().regex(/^[0-9a-f]{8,}$/, "is no rebase id") }),
};
const verbs = Object.keys(bodies) as (keyof typeof bodies)[];

const signed = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "wants small letters, digits and hyphens"),
  author: z.string().trim().min(1),
  date: z.iso.date(),
  reason: z.string().trim().min(1),
});

/** File of the workspace in which people decide about themes. */
export const curationFile = "curation.yaml";

/** The operations people wrote, in their order; none without the file. */
export async function readCuration(workspace: Workspace): Promise<Operation[]> {
  const text = await readFile(workspace.path(curationFile), "utf8").catch(() => undefined);
  return text === undefined ? [] : parseCuration(text);
}

/** Reads the text of a curation.yaml. Throws UserError that names the line and what is wrong. */
export function parseCuration(text: string): Operation[] {
  const { document, lineAt } = openYaml(text, curationFile, "core");
  const list = document.contents;
  if (list === null) return [];
  if (!isSeq(list)) throw failure(1, "is not a list of operations");
  const operations: Operation[] = [];
  const seen = new Map<string, number>();
  for (const [index, item] of list.items.entries()) {
    const lineOf = (path: readonly PropertyKey[] = []) => {
      const node = path.length === 0 ? item : (document.getIn([index, ...path], true) ?? item);
      const range = (node as { range?: [number, number, number] | null }).range;
      return range ? lineAt(range[0]) : 1;
    };
    if (!isMap(item)) throw failure(lineOf(), "is not an operation");
    const operation = parseOperation(item.toJSON() as Record<string, unknown>, lineOf);
    const before = seen.get(operation.id);
    if (before !== undefined) throw failure(lineOf(["id"]), `id "${operation.id}" was used on line ${before}`);
    seen.set(operation.id, lineOf());
    operations.push(operation);
  }
  return operations;
}

type LineOf = (path?: readonly PropertyKey[]) => number;

function parseOperation(given: Record<string, unknown>, lineOf: LineOf): Operation {
  const named = Object.keys(given).filter((key) => !(key in signed.shape));
  const [verb, ...more] = named;
  if (verb === undefined) throw failure(lineOf(), "says nothing to do", `Wanted one of ${verbs.join(", ")}.`);
  if (!verbs.includes(verb as (typeof verbs)[number])) {
    throw failure(lineOf([verb]), `"${verb}" is no operation`, `Wanted one of ${verbs.join(", ")}.`);
  }
  if (more.length > 0) throw failure(lineOf([more[0] as string]), `has two operations, ${verb} and ${more[0]}`);
  const by = check(signed.strip(), given, [], lineOf);
  const kind = verb as keyof typeof bodies;
  const body = check(bodies[kind] as z.ZodType<Record<string, unknown>>, given[kind], [kind], lineOf);
  return { ...by, ...shaped(kind, body), line: lineOf() } as Operation;
}

/** The operation as the replay takes it. */
function shaped(kind: keyof typeof bodies, body: Record<string, unknown>): Record<string, unknown> {
  switch (kind) {
    case "rename":
      return { kind, theme: body.theme, name: { zh: body.zh, en: body.en } };
    case "seed":
      return {
        kind,
        name: { zh: body.zh, en: body.en },
        words: body.words,
        theme_kind: body.kind,
        parent: body.parent,
      };
    case "pin":
      return { kind, ...body, theme: body.theme === "none" ? null : body.theme };
    default:
      return { kind, ...body };
  }
}

function check<T>(schema: z.ZodType<T>, value: unknown, path: readonly PropertyKey[], lineOf: LineOf): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const at = [...path, ...(issue?.path ?? [])];
  const field = at.map(String).join(".");
  throw failure(lineOf(at), `${field === "" ? "" : `${field}: `}${issue?.message ?? "is wrong"}`);
}

const failure = (line: number, message: string, hint?: string) =>
  new UserError(`${curationFile} line ${line}: ${message}.`, {
    hint: hint ?? "docs/curate-themes.md shows each operation; huiyin themes check reads the file.",
  });
