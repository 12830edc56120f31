import { SourceError } from "./source.ts";

/** Brings in a driver that only some sources need: `driver("pg", () => import("pg"))`. Throws SourceError where it is not installed. */
export async function driver<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw error;
    throw new SourceError(`The driver ${name} is not installed.`, { hint: `npm install ${name} brings it.` });
  }
}
