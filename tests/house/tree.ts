import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

const made = new Set(["node_modules", ".git", ".observablehq", "coverage", "tmp"]);

/** Paths of the product's own files below a folder, relative to the root and sorted; what a run makes is left out. */
export function files(folder = "", pattern = /./): string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of readdirSync(join(root, path), { withFileTypes: true })) {
      const child = posix.join(path, entry.name);
      if (entry.isDirectory() && !made.has(entry.name) && !/^data\//.test(child)) visit(child);
      else if (entry.isFile() && pattern.test(child) && !/-changed\./.test(child)) found.push(child);
    }
  };
  visit(folder);
  return found.sort();
}

export const read = (path: string): string => readFileSync(join(root, path), "utf8");

export interface Import {
  from: string;
  /** Path of the imported file relative to the root, or the package name. */
  to: string;
  isOwn: boolean;
}

const statement = /^[ \t]*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']|^[ \t]*import\s*["']([^"']+)["']/gm;
const call = /\bimport\(\s*["'`]([^"'`]+)["'`]\s*\)/g;

/** What a TypeScript or JavaScript file imports, by statement, re-export or call. */
export function importsOf(path: string, text = read(path)): Import[] {
  const specifiers = [...text.matchAll(statement), ...text.matchAll(call)].map((match) => match[1] ?? match[2] ?? "");
  return specifiers.map((specifier) => {
    const isOwn = specifier.startsWith(".");
    const to = isOwn
      ? relative(root, join(root, dirname(path), specifier))
      : specifier
          .split("/")
          .slice(0, specifier.startsWith("@") ? 2 : 1)
          .join("/");
    return { from: path, to, isOwn };
  });
}
