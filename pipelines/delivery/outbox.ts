import { createHash } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import type { Workspace } from "../workspace.ts";

/** One report to one recipient. `sending` without an end is a delivery that was killed: it is made again. */
export interface OutboxEntry {
  key: string;
  at: string;
  run_id: string;
  report_id: string;
  channel: string;
  role: string;
  state: "sending" | "sent" | "failed";
  problem: string | null;
}

const file = (workspace: Workspace) => workspace.path("outbox.jsonl");

/** Names the delivery of this content of a report to this recipient by this channel, without saying to whom. */
export const outboxKey = (parts: readonly (string | null)[]): string =>
  createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);

/** The keys of what has been delivered. */
export async function readSent(workspace: Workspace): Promise<Set<string>> {
  const text = await readFile(file(workspace), "utf8").catch(() => "");
  const sent = new Set<string>();
  for (const line of text.split("\n")) {
    const entry = parse(line);
    if (entry?.state === "sent") sent.add(entry.key);
  }
  return sent;
}

/** A line that a kill cut off is none. */
function parse(line: string): OutboxEntry | undefined {
  try {
    return line === "" ? undefined : (JSON.parse(line) as OutboxEntry);
  } catch {
    return undefined;
  }
}

/** Begins on a line of its own, whatever a kill left before it. */
export async function record(workspace: Workspace, entries: readonly OutboxEntry[]): Promise<void> {
  await appendFile(file(workspace), entries.map((entry) => `\n${JSON.stringify(entry)}`).join(""), {
    flush: true,
    mode: 0o600,
  });
}
