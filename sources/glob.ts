import { SourceError } from "./source.ts";

/** Refuses a pattern that could name anything outside the input folder. */
export function checkGlob(glob: string, place: string): void {
  if (glob === "") throw new SourceError(`${place}: a file pattern is empty.`);
  const outside = /^[/~]|^[A-Za-z]:|\\/.test(glob) || glob.split("/").includes("..");
  if (outside) {
    throw new SourceError(
      `${place}: the pattern "${glob}" leads out of the input folder; wanted a path inside it, with / between folders.`,
    );
  }
}

/**
 * Whether a file, by its path in the input folder, fits a pattern: `*` and `?` stay within a name, `**` crosses folders.
 * A pattern without / fits the file in any folder; one without .gz fits the packed file too, one without # the sheet of
 * a workbook.
 */
export function globMatches(glob: string, path: string): boolean {
  const pattern = new RegExp(
    `^${glob
      .normalize()
      .replace(/^\.\//, "")
      .split(/(\*\*\/|\*\*|\*|\?)/)
      .map(part)
      .join("")}$`,
    "u",
  );
  const whole = path.normalize();
  const candidate = glob.includes("/") ? whole : whole.slice(whole.lastIndexOf("/") + 1);
  return [candidate, candidate.replace(/\.gz$/i, ""), bookOf(candidate)].some((name) => pattern.test(name));
}

/** The workbook of a sheet's path such as 工单.xlsx#明细; any other path as it is. */
export const bookOf = (path: string): string => path.replace(/(\.xls[xm]?)#.*$/isu, "$1");

const wildcards: Record<string, string> = { "**/": "(?:[^/]+/)*", "**": ".*", "*": "[^/]*", "?": "[^/]" };
const part = (text: string) => wildcards[text] ?? text.replace(/[\\^$.*+?()[\]{}|/]/gu, "\\$&");
