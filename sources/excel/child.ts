import { SourceError } from "../source.ts";
import { type DecodedSheet, type DecodeRequest, decodeSheet } from "./sheet.ts";

/** What the process that decodes a sheet answers. */
export type Answer = { decoded: DecodedSheet } | { problem: string } | { failure: string };

// Nobody waits for a sheet whose run was killed.
process.once("disconnect", () => process.exit());
process.once("message", (request: DecodeRequest) => {
  decodeSheet(request)
    .then(
      (decoded): Answer => ({ decoded }),
      (error: Error): Answer =>
        error instanceof SourceError ? { problem: error.message } : { failure: error.stack ?? error.message },
    )
    .then((answer) => process.send?.(answer, () => process.disconnect()));
});
