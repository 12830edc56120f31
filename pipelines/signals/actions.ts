import { readdir, readFile } from "node:fs/promises";
import { isMap, isSeq, LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { decided } from "../../transforms/signals/lifecycle.ts";
import { UserError } from "../errors.ts";
import type { Workspace } from "../workspace.ts";

/** Folder of the workspace in which people write what they do about signals. */
export const actionsFolder = "actions";

export const isActionFile = (name: string): boolean => /\.ya?ml$/.test(name);

const text = z.string().trim().min(1);
const ids = z.array(text).min(1);

/** One action as people write it; docs/actions.md shows one. */
const action = z.strictObject({
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,39}$/, "wants letters, digits and hyphens"),
  title: text.optional(),
  /** What it is about; at least one of these. */
  signals: ids.optional(),
  themes: ids.optional(),
  ticket: text.optional(),
  owner: text,
  type: z.enum(["product", "process", "policy", "training"]),
  /** What was decided about the signals, day by day. */
  decisions: z.array(z.strictObject({ on: z.iso.date(), stage: z.enum(decided), note: text.optional() })).default([]),
  status: z.enum(["planned", "done", "cancelled"]).default("planned"),
  planned_on: z.iso.date().optional(),
  done_on: z.iso.date().optional(),
  /** What it changes; all that the signals are of where nothing is named. */
  affects: z
    .strictObject({
      models: ids.optional(),
      batches: ids.optional(),
      regions: ids.optional(),
      service_points: ids.optional(),
    })
    .optional(),
  /** From which units on it holds, where not from a day on. */
  cut_in: z
    .strictObject({ batch: text.optional(), production_month: z.iso.date().optional(), firmware: text.optional() })
    .optional(),
  /** Days after it was done that tell nothing yet. */
  washout_days: z.number().int().nonnegative().default(0),
  /** Rate after over rate before that is hoped for. */
  expected_ratio: z.number().positive().lt(1).optional(),
  note: text.optional(),
});

export type Action = z.output<typeof action>;

/** Every action of the workspace's folder, file by file in the order of their names; none without the folder. */
export async function readActions(workspace: Workspace): Promise<Action[]> {
  const folder = workspace.path(actionsFolder);
  const files = (await readdir(folder).catch(() => [])).filter(isActionFile).sort();
  const actions: Action[] = [];
  const seen = new Map<string, string>();
  for (const file of files) {
    for (const one of parseActions(await readFile(workspace.path(actionsFolder, file), "utf8"), file)) {
      const before = seen.get(one.id);
      if (before !== undefined) throw failure(file, 1, `id "${one.id}" is in ${before} already`);
      seen.set(one.id, file);
      actions.push(one);
    }
  }
  return actions;
}

/** Reads the text of one file: an action, or a list of them. Throws UserError that names the file, the line and what is wrong. */
export function parseActions(source: string, file: string): Action[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines, schema: "core" });
  const [broken] = document.errors;
  if (broken) throw failure(file, broken.linePos?.[0].line ?? 1, broken.message.split(" at line")[0] ?? broken.message);
  const { contents } = document;
  if (contents === null) return [];
  if (!isMap(contents) && !isSeq(contents)) throw failure(file, 1, "is neither an action nor a list of them");
  const items = isSeq(contents)
    ? contents.items.map((item, i) => ({ item, path: [i] }))
    : [{ item: contents, path: [] }];
  return items.map(({ item, path }) => {
    const lineOf = (at: readonly PropertyKey[]): number => {
      for (let depth = at.length; depth >= 0; depth--) {
        const node = document.getIn([...path, ...at.slice(0, depth)], true);
        const range = (node as { range?: [number, number, number] | null } | undefined)?.range;
        if (range) return lines.linePos(range[0]).line;
      }
      return 1;
    };
    if (!isMap(item)) throw failure(file, lineOf([]), "is not an action");
    const parsed = action.safeParse(item.toJSON());
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      const at = issue?.path ?? [];
      const field = at.map(String).join(".");
      throw failure(file, lineOf(at), `${field === "" ? "" : `${field}: `}${issue?.message ?? "is wrong"}`);
    }
    const { signals, themes, ticket, decisions } = parsed.data;
    if (signals === undefined && themes === undefined && ticket === undefined) {
      throw failure(file, lineOf([]), "names no signal, theme or ticket");
    }
    if (decisions.length > 0 && signals === undefined)
      throw failure(file, lineOf(["decisions"]), "decides on no signal");
    return parsed.data;
  });
}

const failure = (file: string, line: number, message: string) =>
  new UserError(`${actionsFolder}/${file} line ${line}: ${message}.`, {
    hint: "docs/actions.md shows what an action says.",
  });
