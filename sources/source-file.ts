import type { EntityName } from "./contracts/index.ts";
import type { FileFormat } from "./file-name.ts";
import type { FileFacts } from "./source.ts";

/** A file to be loaded. */
export interface SourceFile {
  /** Its name in messages, manifests and `_source`: the path in the input folder, with / between folders. */
  path: string;
  /** Where it really lies, links resolved. */
  absolute: string;
  format: FileFormat;
  /** What its name says; mapping.yaml may say otherwise. */
  entity?: EntityName;
  /** What the source that wrote it knows of it. */
  facts?: FileFacts;
  /** The sheet of a workbook, whose path ends in # and its name. */
  sheet?: string;
}
