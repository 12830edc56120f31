import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The product's version and eight digits of a hash over everything that decides a number. */
export async function codeVersion(): Promise<string> {
  const root = fileURLToPath(new URL("..", import.meta.url));
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const hash = createHash("sha256");
  for (const folder of ["sources", "transforms", "pipelines"]) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    for (const file of files.sort()) hash.update(await readFile(file));
  }
  return `${version}+${hash.digest("hex").slice(0, 8)}`;
}
