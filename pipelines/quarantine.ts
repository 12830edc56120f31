import { createReadStream } from "node:fs";
import { access } from "node:fs/promises";
import { join } from "node:path";
import type { Action } from "../sources/contracts/entity.ts";
import type { Workspace } from "./workspace.ts";

export interface Reason {
  field: string;
  rule: string;
  got: string | null;
  wanted: string;
  action: Action;
}

/** One line of `quarantine/<entity>/<load_id>.jsonl`. */
export interface Reject {
  source: string;
  /** Physical line the record starts on, from 1; the row's number in a Parquet file or a sheet. */
  line: number;
  /** The record's bytes as the file has them, without the last line end; of a sheet's row its cells as JSON. */
  raw: string;
  /** `utf-8` when raw is those bytes as text, `base64` when they are no UTF-8, `json` for a row of a Parquet file. */
  raw_encoding: "utf-8" | "base64" | "json";
  reasons: Reason[];
}

export const quarantineFile = (workspace: Workspace, entity: string, loadId: string): string =>
  join(workspace.quarantine, entity, `${loadId}.jsonl`);

/** The first rows a load put aside, in the order of the file; none where it put none aside. */
export async function readQuarantine(
  workspace: Workspace,
  entity: string,
  loadId: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<Reject[]> {
  const path = quarantineFile(workspace, entity, loadId);
  const found = await access(path).then(
    () => true,
    () => false,
  );
  const rejects: Reject[] = [];
  if (!found) return rejects;
  let rest = "";
  // Not by readline, which also ends a line at U+2028, a character that texts hold.
  for await (const piece of createReadStream(path, "utf8")) {
    const lines = `${rest}${piece}`.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (rejects.length >= limit) return rejects;
      rejects.push(JSON.parse(line) as Reject);
    }
  }
  return rejects;
}
