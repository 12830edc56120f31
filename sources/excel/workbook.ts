import { posix } from "node:path";
import { SourceError } from "../source.ts";
import { builtInFormat, type CellKind, kindOfFormat } from "./number-format.ts";
import { readXml } from "./xml.ts";
import { openZip, type Zip } from "./zip.ts";

export interface Sheet {
  name: string;
  isHidden: boolean;
  /** Path of its part. */
  part: string;
}

/** A workbook whose directory is read; its sheets are not. */
export interface Workbook {
  zip: Zip;
  /** In the order of the tabs; charts and macro sheets are left out. */
  sheets: Sheet[];
  /** Days count from 1904, not from 1900. */
  is1904: boolean;
  sharedStrings: string | undefined;
  /** How the number of a cell with the n-th style is shown. */
  styles(): Promise<CellKind[]>;
}

/** Opens a workbook. Throws SourceError for what is none; the caller closes the zip. */
export async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await openZip(path);
  try {
    if (zip.has("xl/workbook.bin"))
      throw new SourceError(`${path} is a binary workbook (.xlsb); wanted it saved as .xlsx.`);
    const root = (await relations(zip, "_rels/.rels")).find(({ type }) => type === "officeDocument");
    const main = root?.target ?? "xl/workbook.xml";
    const others = await relations(zip, posix.join(posix.dirname(main), "_rels", `${posix.basename(main)}.rels`));
    const worksheets = new Map(others.filter(({ type }) => type === "worksheet").map(({ id, target }) => [id, target]));
    const partOf = (type: string) => others.find((other) => other.type === type)?.target;
    const sheets: Sheet[] = [];
    let is1904 = false;
    await readXml(await zip.read(main), main, {
      open(name, attributes) {
        if (name === "workbookPr") is1904 = isTrue(attributes.date1904);
        if (name !== "sheet") return;
        const id = Object.entries(attributes).find(([key]) => key.endsWith(":id"))?.[1] ?? "";
        const part = worksheets.get(id);
        const { name: title = "", state = "visible" } = attributes;
        if (part !== undefined && zip.has(part)) sheets.push({ name: title, isHidden: state !== "visible", part });
      },
    });
    const stylesPart = partOf("styles");
    return {
      zip,
      sheets,
      is1904,
      sharedStrings: partOf("sharedStrings"),
      styles: async () => (stylesPart === undefined || !zip.has(stylesPart) ? [] : readStyles(zip, stylesPart)),
    };
  } catch (error) {
    zip.close();
    throw error;
  }
}

export const isTrue = (flag: string | undefined): boolean => flag === "1" || flag === "true";

interface Relation {
  id: string;
  /** The last word of its type's address; the first part differs between producers. */
  type: string;
  target: string;
}

async function relations(zip: Zip, part: string): Promise<Relation[]> {
  const found: Relation[] = [];
  const base = posix.dirname(posix.dirname(part));
  await readXml(await zip.read(part), part, {
    open(name, { Id = "", Type = "", Target = "", TargetMode }) {
      // What lies outside the file is none of its parts.
      if (name !== "Relationship" || TargetMode === "External") return;
      const target = Target.startsWith("/") ? Target.slice(1) : posix.join(base, Target);
      found.push({ id: Id, type: Type.slice(Type.lastIndexOf("/") + 1), target });
    },
  });
  return found;
}

async function readStyles(zip: Zip, part: string): Promise<CellKind[]> {
  const custom = new Map<string, string>();
  const kinds: CellKind[] = [];
  let isInCells = false;
  await readXml(await zip.read(part), part, {
    open(name, { numFmtId = "0", formatCode = "" }) {
      if (name === "numFmt") custom.set(numFmtId, formatCode);
      else if (name === "cellXfs") isInCells = true;
      else if (name === "xf" && isInCells)
        kinds.push(kindOfFormat(custom.get(numFmtId) ?? builtInFormat(Number(numFmtId))));
    },
    close(name) {
      if (name === "cellXfs") isInCells = false;
    },
  });
  return kinds;
}
