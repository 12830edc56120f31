/** How the number of a cell is meant: as it is, with so many leading zeros, as a moment, or as a length of time. */
export type CellKind =
  | { is: "number" }
  | { is: "padded"; digits: number }
  | { is: "moment" }
  | { is: "time" }
  | { is: "elapsed" };

const number: CellKind = { is: "number" };

/**
 * Formats known by number alone (ECMA-376 part 1, 18.8.30). 27 to 36 and 50 to 58 are those of Chinese, Japanese and Korean
 * editions; all of them are dates but 32 to 35 and 55, 56, which are times in some.
 */
export function builtInFormat(id: number): string {
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36 || (id >= 50 && id <= 54) || id === 57 || id === 58)
    return "yyyy-mm-dd";
  if ((id >= 18 && id <= 21) || (id >= 32 && id <= 35) || id === 45 || id === 47) return "h:mm:ss";
  if (id === 22) return "yyyy-mm-dd h:mm";
  if (id === 46) return "[h]:mm:ss";
  if (id === 55 || id === 56) return "yyyy-mm-dd";
  return "General";
}

/** What a format code makes of a number: yyyy"年"m"月"d"日", [h]:mm, 000000, 0.00 … Only the form for positive numbers counts. */
export function kindOfFormat(code: string): CellKind {
  const plain = code
    .replace(/"[^"]*"?/g, "")
    .replace(/\\./gsu, "")
    .replace(/[_*]./gsu, "");
  const section = plain.split(";")[0] ?? "";
  if (/\[(h+|m+|s+)\]/i.test(section)) return { is: "elapsed" };
  const tokens = section.replace(/\[[^\]]*\]/g, "").trim();
  if (/^0{2,}$/.test(tokens)) return { is: "padded", digits: tokens.length };
  if (/^(general|标准|g\/通用格式)$/i.test(tokens) || /[0#?%@]/.test(tokens.replace(/[.,]0+/g, ""))) return number;
  const words = tokens.replace(/am\/pm|a\/p|上午\/下午/gi, "h");
  if (/[ydeg年月日]/i.test(words)) return { is: "moment" };
  if (/[hs时分秒]/i.test(words)) return { is: "time" };
  return /m/i.test(words) ? { is: "moment" } : number;
}
