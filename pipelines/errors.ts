/** An error for people: what was met, what was wanted, and where. Shown as one sentence, without a stack. */
export class UserError extends Error {
  readonly hint: string | undefined;
  readonly exitCode: number;
  constructor(message: string, options: { hint?: string; exitCode?: number; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = "UserError";
    this.hint = options.hint;
    this.exitCode = options.exitCode ?? exitCodes.usage;
  }
}

/** Worth trying again: a timeout, a lost connection, 429 or 5xx. */
export class TransientError extends Error {
  override readonly name = "TransientError";
}

/** Not worth trying again: credentials refused, table missing, a body that lies about its form. */
export class TerminalError extends Error {
  override readonly name = "TerminalError";
}

/** Exit codes of the command line, as the contract fixes them. */
export const exitCodes = { done: 0, refused: 1, usage: 2, source: 3, locked: 4 } as const;
