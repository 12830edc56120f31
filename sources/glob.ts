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
  const parts = glob
    .normalize()
    .replace(/^\.\//, "")
    .split(/(\*\*\/|\*\*|\*|\?)/);
  const whole = path.normalize();
  const candidate = glob.includes("/") ? whole : whole.slice(whole.lastIndexOf("/") + 1);
  return [candidate, candidate.replace(/\.gz$/i, ""), bookOf(candidate)].some((name) => matches(parts, [...name]));
}

/** The workbook of a sheet's path such as 工单.xlsx#明细; any other path as it is. */
export const bookOf = (path: string): string => path.replace(/(\.xls[xm]?)#.*$/isu, "$1");

/**
 * Follows every way of reading the pattern at once, a place of the name at a time: it takes the pattern's length times the name's,
 * whatever people write, where a regular expression of several `*` would take for ever.
 */
function matches(parts: readonly string[], name: readonly string[]): boolean {
  let reached: boolean[] = Array.from({ length: name.length + 1 }, (_, at) => at === 0);
  for (const part of parts) {
    const next: boolean[] = Array.from({ length: name.length + 1 }, () => false);
    const letters = [...part];
    let isWithin = false;
    for (let at = 0; at <= name.length; at += 1) {
      const isAfterFolder = name[at - 1] === "/";
      if (part === "*" && isAfterFolder) isWithin = false;
      isWithin ||= reached[at] === true;
      if (part === "*" || part === "**") next[at] = isWithin;
      else if (part === "**/") next[at] = reached[at] === true || (isWithin && isAfterFolder);
      else if (reached[at] !== true) continue;
      else if (part === "?") {
        if (at < name.length && name[at] !== "/") next[at + 1] = true;
      } else if (letters.every((letter, i) => name[at + i] === letter)) next[at + letters.length] = true;
    }
    reached = next;
  }
  return reached[name.length] === true;
}
