import { readFile } from "node:fs/promises";
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
  /** Physical line the record starts on, from 1; the row's number in a Parquet file. */
  line: number;
  /** The record's bytes as the file has them, without the last line end. */
  raw: string;
  /** `utf-8` when raw is those bytes as text, `base64` when they are no UTF-8, `json` for a row of a Parquet file. */
  raw_encoding: "utf-8" | "base64" | "json";
  reasons: Reason[];
}

export const quarantineFile = (workspace: Workspace, entity: string, loadId: string): string =>
  join(workspace.quarantine, entity, `${loadId}.jsonl`);

/** The rows a load put aside, in the order of the file; none where it put none aside. */
export async function readQuarantine(workspace: Workspace, entity: string, loadId: string): Promise<Reject[]> {
  const text = await readFile(quarantineFile(workspace, entity, loadId), "utf8").catch(() => "");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Reject);
}
