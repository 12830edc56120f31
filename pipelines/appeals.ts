import { readFile } from "node:fs/promises";
import { z } from "zod";
import type { Engine } from "./engines/engine.ts";
import { UserError } from "./errors.ts";
import type { Workspace } from "./workspace.ts";
import { readWritten } from "./written-yaml.ts";

const appeals = z.array(
  z.strictObject({
    ticket_id: z.string().min(1),
    reason: z.string().min(1),
    /** The role that granted it, never a name. */
    by: z.string().min(1),
    /** Last day on which it holds; without one it holds for good. */
    until: z.iso.date().optional(),
  }),
);

/** Fills input_appeals from appeals.yaml of the workspace: tickets that people took out of the comparison, and why. */
export async function loadAppeals(engine: Engine, workspace: Workspace | undefined): Promise<void> {
  await engine.execute(
    "CREATE OR REPLACE TABLE input_appeals (ticket_id VARCHAR, reason VARCHAR, by_role VARCHAR, until_date DATE)",
  );
  const text = await (workspace && readFile(workspace.path("appeals.yaml"), "utf8").catch(() => undefined));
  if (!text) return;
  const parsed = appeals.safeParse(readWritten(text, "appeals.yaml", "failsafe") ?? []);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`appeals.yaml, ${issue?.path.join(".") || "top"}: ${issue?.message ?? "is not a list"}.`, {
      hint: "Wanted a list such as - {ticket_id: T000000123, reason: flood, by: quality manager, until: 2026-12-31}.",
    });
  }
  const rows = parsed.data;
  const twice = rows.find((row, i) => rows.findIndex(({ ticket_id }) => ticket_id === row.ticket_id) !== i);
  if (twice) throw new UserError(`appeals.yaml names the ticket ${twice.ticket_id} twice.`);
  await engine.append("input_appeals", [
    rows.map((row) => row.ticket_id),
    rows.map((row) => row.reason),
    rows.map((row) => row.by),
    rows.map((row) => row.until ?? null),
  ]);
}
