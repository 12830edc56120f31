/** A source that cannot be read as it stands: what was met, what was wanted, and where, in one sentence. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly hint: string | undefined;
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}

export interface FetchContext {
  /** An empty folder; every file put here is loaded like one of an input folder and then removed. */
  into: string;
  /** Newest event time this source has given so far (ISO 8601, UTC), or undefined the first time. Giving rows again is harmless. */
  since: string | undefined;
  /** The environment: addresses and secrets. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Says how it goes to whoever watches. */
  say(message: string): void;
}

/** Something outside that gives rows: it writes them down as files, and the rest of the way is that of every file. */
export interface Source {
  /** Lower case with hyphens; the first part of `_source`. */
  name: string;
  /** What mapping.yaml would say of its files; not needed where files and columns have the canonical names. */
  mapping?: string;
  /** Throws SourceError for what a person must put right; any other error means the source failed. */
  fetch(context: FetchContext): Promise<void>;
}

export function defineSource(source: Source): Source {
  if (!/^[a-z][a-z0-9-]*$/.test(source.name)) {
    throw new SourceError(`"${source.name}" is no name for a source; wanted lower case letters, digits and hyphens.`);
  }
  return source;
}
