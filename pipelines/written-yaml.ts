import { openYaml } from "../sources/yaml-text.ts";
import { UserError } from "./errors.ts";

/**
 * Reads a YAML file that people write into the workspace; `file` is its name in messages. Throws SourceError or UserError for one that
 * is broken, too large, nested too deep, or whose aliases stand for far more than is written.
 */
export function readWritten(text: string, file: string, schema: "failsafe" | "core" = "core"): unknown {
  const { document } = openYaml(text, file, schema);
  try {
    return document.toJS();
  } catch (error) {
    throw new UserError(`${file} has aliases that stand for far more than is written.`, { cause: error });
  }
}
