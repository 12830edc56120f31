import { parse } from "yaml";
import { UserError } from "./errors.ts";

const mostCharacters = 4_000_000;

/**
 * Reads a YAML file that people write into the workspace; `file` is its name in messages. Throws UserError for one that is broken, too
 * large, nested too deep, or whose aliases stand for far more than is written.
 */
export function readWritten(text: string, file: string, options: { schema?: "failsafe" | "core" } = {}): unknown {
  if (text.length > mostCharacters) {
    throw new UserError(
      `${file} has more than ${mostCharacters.toLocaleString("en")} characters, more than people write.`,
    );
  }
  try {
    return parse(text, options);
  } catch (error) {
    const message = (error as Error).message.split(/ at line|\n/)[0] ?? "";
    const met = message.includes("call stack") ? "it is nested too deep" : message;
    throw new UserError(`${file} is no valid YAML: ${met}.`, { cause: error });
  }
}
