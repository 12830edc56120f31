import { renameSync } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { failpoint } from "./failpoint.ts";

/**
 * Lets `write` fill a temporary file beside `path`, flushes it to disk and renames it, so that readers see the old file
 * or the new one and never a part.
 */
export async function replaceFile<T>(path: string, write: (temporary: string) => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    const result = await write(temporary);
    await sync(temporary);
    await rename(temporary, path);
    await sync(dirname(path));
    return result;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** What `replaceFile` of a process that was killed leaves behind. */
export const isUnfinished = (name: string): boolean => /^\..+\.\d+\.tmp$/.test(name);

/** Writes text or bytes whole or not at all. */
export async function writeWhole(path: string, content: string | Uint8Array, mode = 0o666): Promise<void> {
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, "w", mode);
    try {
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  });
}

/** Flushes a file or folder to disk. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const aside = (path: string) => join(dirname(path), `.${basename(path)}.old`);

/**
 * Flushes a finished folder and puts it in the place of `path`: readers see the old one or the new one, never a mixture; between
 * two system calls that follow each other there is none. Returns the bytes of its files.
 */
export async function replaceFolder(
  built: string,
  path: string,
  called: "published" | "site" | "reports",
): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
    const inside = join(entry.parentPath, entry.name);
    await sync(inside);
    if (entry.isFile()) bytes += (await stat(inside)).size;
  }
  await restoreFolder(path);
  await mkdir(dirname(path), { recursive: true });
  const isThere = await exists(path);
  failpoint(`${called}-built`);
  if (isThere) renameSync(path, aside(path));
  failpoint(`${called}-swap`);
  renameSync(built, path);
  await sync(dirname(path));
  failpoint(`${called}-named`);
  await rm(aside(path), { recursive: true, force: true });
  return bytes;
}

/** Makes up for a `replaceFolder` that was killed: the old folder comes back unless the new one is in its place. */
export async function restoreFolder(path: string): Promise<void> {
  if (await exists(path)) await rm(aside(path), { recursive: true, force: true });
  else await rename(aside(path), path).catch(unlessAbsent);
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
