import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";

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

/** Writes text or bytes whole or not at all. */
export async function writeWhole(path: string, content: string | Uint8Array): Promise<void> {
  await replaceFile(path, async (temporary) => {
    const file = await open(temporary, "w");
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
 * Flushes a finished folder and puts it in the place of `path`: readers see the old one or the new one, never a mixture.
 * Returns the bytes of its files.
 */
export async function replaceFolder(built: string, path: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(built, { recursive: true, withFileTypes: true })) {
    const inside = join(entry.parentPath, entry.name);
    await sync(inside);
    if (entry.isFile()) bytes += (await stat(inside)).size;
  }
  await restoreFolder(path);
  await mkdir(dirname(path), { recursive: true });
  await rename(path, aside(path)).catch(unlessAbsent);
  await rename(built, path);
  await sync(dirname(path));
  await rm(aside(path), { recursive: true, force: true });
  return bytes;
}

/** Makes up for a `replaceFolder` that was killed: the old folder comes back unless the new one is in its place. */
export async function restoreFolder(path: string): Promise<void> {
  const isThere = await stat(path).then(
    () => true,
    () => false,
  );
  if (isThere) await rm(aside(path), { recursive: true, force: true });
  else await rename(aside(path), path).catch(unlessAbsent);
}

function unlessAbsent(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}
