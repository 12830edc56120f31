import { sheetsOf } from "./excel.ts";
import { entityOfName } from "./file-name.ts";
import { globMatches } from "./glob.ts";
import { type Mapping, matchMapping } from "./mapping.ts";
import { SourceError } from "./source.ts";
import type { SourceFile } from "./source-file.ts";

export interface SheetFiles {
  files: SourceFile[];
  /** Sheets nobody asks for. */
  ignored: SourceFile[];
}

/**
 * The sheets of a workbook that are read, as files called 工单.xlsx#明细. What mapping.yaml says comes first: the sheets its
 * patterns with # fit, else the first sheet of a workbook one of them fits. Where it says nothing, the sheets named for
 * entities are read, else the first one as what the workbook is named for. Hidden sheets are read where a pattern with # fits.
 * A workbook that cannot be opened stays one file; whoever loads it says why.
 */
export async function sheetFiles(book: SourceFile, mapping: Mapping): Promise<SheetFiles> {
  const isMapped = matchMapping(mapping, book.path) !== undefined;
  const sheets = await sheetsOf(book.absolute).catch((error: unknown) => {
    if (!(error instanceof SourceError)) throw error;
    return [];
  });
  const all = sheets.map(({ name, isHidden }) => {
    const { entity: _, ...file } = { ...book, path: `${book.path}#${name}`, sheet: name };
    return { file, isHidden, entity: entityOfName(name) };
  });
  const [first, ...others] = all.filter(({ isHidden }) => !isHidden);
  const isAsked = ({ path }: SourceFile) =>
    mapping.files.some(({ glob }) => glob.includes("#") && globMatches(glob, path));
  const asked = all.filter(({ file }) => isAsked(file)).map(({ file }) => file);
  if (first === undefined && asked.length === 0)
    return isMapped || book.entity !== undefined ? { files: [book], ignored: [] } : { files: [], ignored: [book] };
  const visible = first === undefined ? [] : [first, ...others];
  const without = (files: SourceFile[]): SheetFiles => ({
    files,
    ignored: visible.map(({ file }) => file).filter(({ path }) => !files.some((other) => other.path === path)),
  });
  if (asked.length > 0) return without(asked);
  if (first !== undefined && isMapped) return without([first.file]);
  const named = visible.flatMap(({ file, entity }) => (entity === undefined ? [] : [{ ...file, entity }]));
  if (named.length > 0) return without(named);
  if (first === undefined || book.entity === undefined) return without([]);
  return without([{ ...first.file, entity: book.entity }]);
}
