/** A source that cannot be read as it stands: what was met, what was wanted, and where, in one sentence. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly hint: string | undefined;
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}
