import type { Logger } from "./logger.ts";

/** The effects a command may have; tests pass their own. */
export interface Env {
  logger: Logger;
  /** Wall clock, used for provenance and the ledger only, never for a number. */
  now(): Date;
  /** Receives what belongs on standard output. */
  write(text: string): void;
  variables: Readonly<Record<string, string | undefined>>;
  /** Aborted when the command is to end early; sources stop asking for rows then. */
  signal?: AbortSignal;
}
