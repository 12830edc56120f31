import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Source } from "../sources/source.ts";
import { UserError } from "./errors.ts";

/** The sources a TypeScript file gives: its default export is one made by defineSource(), or a list of them. */
export async function loadSources(file: string): Promise<Source[]> {
  const path = resolve(file);
  await access(path).catch(() => {
    throw new UserError(`The pipeline file ${file} does not exist.`);
  });
  const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  const given = Array.isArray(module.default) ? module.default : [module.default];
  if (given.every(isSource)) return given;
  throw new UserError(`${file} gives no source; wanted "export default defineSource({ … })" or a list of them.`);
}

const isSource = (value: unknown): value is Source =>
  typeof value === "object" && value !== null && "fetch" in value && "name" in value;
