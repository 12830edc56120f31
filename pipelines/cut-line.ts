import { open, stat } from "node:fs/promises";
import { entities } from "../sources/contracts/index.ts";
import type { SourceFile } from "../sources/folder.ts";
import { readBy } from "../sources/plan.ts";
import type { Look, OpenFile } from "./open-file.ts";

/** Milliseconds after which nobody is taken to be writing a file any more. */
const rest = 60_000;

/** Whether somebody may be writing a line of this file: it was written a moment ago and does not end with a line. */
export async function mayGrow(file: SourceFile, look: Look, now: Date): Promise<boolean> {
  if (file.facts !== undefined || look.decoded === undefined || !/^[ct]sv$/.test(file.format)) return false;
  const { mtimeMs } = await stat(file.absolute);
  return now.getTime() - mtimeMs < rest && !(await endsWithLine(look.decoded.path));
}

async function endsWithLine(path: string): Promise<boolean> {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    await handle.read(last, 0, 1, Math.max(0, size - 1));
    return last[0] === 10;
  } finally {
    await handle.close();
  }
}

/**
 * Sets the last line of such a file aside where its last cell is part of the key: cut short it would be a row of its own. Any other
 * cut row has its key, and gives way to the whole one. Returns whether it did.
 */
export function setCutAside({ cells, plan, content, notes }: OpenFile): boolean {
  const last = cells.at(-1) ?? "";
  const isKey = plan.entities.some(({ entity, columns }) =>
    entities[entity].key.some((name) => columns[name] !== undefined && readBy(columns[name]).includes(last)),
  );
  if (!isKey || content.kind !== "text") return false;
  content.cut = content.survey.lines;
  content.unreadable = new Set([...content.unreadable, content.cut]);
  notes.push(
    "The last line is set aside until the file has grown or rested for a minute: it may have been cut in its key.",
  );
  return true;
}
