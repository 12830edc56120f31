import { realpath, stat } from "node:fs/promises";
import { setTimeout as wait } from "node:timers/promises";
import type { SourceFile } from "../sources/folder.ts";
import { SourceError } from "../sources/source.ts";
import { exitCodes, UserError } from "./errors.ts";

const attempts = 3;
const pause = 500;

class Unsteady extends Error {}

/**
 * Reads a file that somebody may be writing: `work` calls `check` before it lets anything last, and begins again where the file is not
 * what it was. Throws UserError where the file is gone or does not come to rest.
 */
export async function readSteady<T>(file: SourceFile, work: (check: () => Promise<void>) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    const before = await stampOf(file);
    const check = async () => {
      if ((await stampOf(file)).text !== before.text) throw new Unsteady();
    };
    try {
      return await work(check);
    } catch (error) {
      const now = await stampOf(file);
      // What went wrong while the file changed says nothing about the file.
      if (now.text === before.text && !(error instanceof Unsteady)) throw error;
      if (attempt === attempts) {
        throw new UserError(
          `${file.path} is still being written: ${before.size} bytes when its reading began, ${now.size} now; wanted a finished file.`,
          {
            exitCode: exitCodes.source,
            hint: "Write it under a name that begins with a dot and rename it when it is whole; then run again. What was loaded stays.",
            cause: error,
          },
        );
      }
      await wait(pause);
    }
  }
}

async function stampOf({ absolute, path }: SourceFile): Promise<{ text: string; size: number }> {
  try {
    // Its place was resolved when the folder was looked at: what is a link by now was put there since.
    if ((await realpath(absolute)) !== absolute)
      throw new SourceError(`${path} is a link that leads out of the input folder; copy the file into it.`);
    const { size, mtimeMs, ctimeMs, ino } = await stat(absolute);
    return { text: `${size} ${mtimeMs} ${ctimeMs} ${ino}`, size };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new UserError(`${path} was in the input folder and is gone; wanted it to stay until the run has ended.`, {
      exitCode: exitCodes.source,
      hint: "Run again. What was loaded stays, and what is gone is not missed.",
      cause: error,
    });
  }
}
