/** A source that cannot be read as it stands: what was met, what was wanted, and where, in one sentence. */
export class SourceError extends Error {
  override readonly name = "SourceError";
  readonly hint: string | undefined;
  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.hint = options.hint;
  }
}

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** A span of time, from inclusive, to exclusive; ISO 8601, UTC. */
export interface Range {
  from: string;
  to: string;
}

export interface FetchContext {
  /** An empty folder; every file put here is loaded like one of an input folder and then removed. */
  into: string;
  /** Newest event time this source has given so far (ISO 8601, UTC), or undefined the first time. Giving rows again is harmless. */
  since: string | undefined;
  /**
   * What the last fetch gave back, once all its rows were on disk. Undefined where everything is to be read from the start:
   * the first time, and after the mapping or the contract changed or the landing was deleted.
   */
  state: Json | undefined;
  /** Backfill: give the rows of this span again and nothing else. The state stays as it is, whatever is given back. */
  range: Range | undefined;
  /** Files that lack rows by their own count: give every row there is of them, and say they are complete. */
  whole?: ReadonlySet<string>;
  /** Aborted when nobody waits for the rows any more. */
  signal: AbortSignal;
  /** The environment: addresses and secrets; `secret` of secret.ts reads those. */
  variables: Readonly<Record<string, string | undefined>>;
  /** Says how it goes to whoever watches. */
  say(message: string): void;
}

/** What one look at every byte of a text file tells. */
export interface Survey {
  sha256: string;
  bytes: number;
  /** UTF-8 throughout, without a byte order mark. */
  utf8: boolean;
  /** Records after the header, whether or not they can be read; the count the load is held against. */
  records: number;
  /** Physical lines, counting a last one without a line end. */
  lines: number;
  /** Every record is one line, none is blank, all lines end alike and no fault was met. */
  plain: boolean;
  /** Where every eighth line starts, in bytes, from the first; of use where the file is plain. */
  marks: number[];
}

/** What a source knows of a file it wrote. */
export interface FileFacts {
  /** Records it wrote, by its own count. A file with another number of them was cut: nothing of it is loaded and the fetch failed. */
  rows?: number;
  /** What a look at the file would tell, where that is known from the writing of it. */
  survey?: Survey;
  /** It has every row there is: what landed from it before and is missing now is deleted. */
  complete?: boolean;
  /** Rows the source counts in all, at the moment of the fetch: what landed from this file is held against it. */
  held?: number;
}

export interface FetchResult {
  /** The `state` of the next fetch; the last one stays where this is left out. */
  state?: Json;
  /** There is more: it is asked for as soon as this much is on disk and the state is kept. Left out of account for a `range`. */
  more?: boolean;
  /** By the file's path in `into`. */
  files?: Readonly<Record<string, FileFacts>>;
}

export interface Freshness {
  warn?: number;
  fail?: number;
}

/** Something outside that gives rows: it writes them down as files, and the rest of the way is that of every file. */
export interface Source {
  /** Lower case with hyphens; the first part of `_source`. */
  name: string;
  /** Days its newest event may lie before the as-of: beyond `warn` it is a finding, beyond `fail` nothing is published. */
  freshness?: Freshness;
  /** What mapping.yaml would say of its files; not needed where files and columns have the canonical names. */
  mapping?: string;
  /**
   * Writes one file for a kind of rows, under the same name at every fetch. Throws SourceError for what a person must put
   * right; any other error means the source failed, after the retries it wants to make.
   */
  fetch(context: FetchContext): Promise<FetchResult | undefined>;
  /** Says in half a sentence that it can be reached ("answers as PostgreSQL 16"), or throws why not; reads no row. */
  check?(context: Pick<FetchContext, "variables" | "signal">): Promise<string>;
}

export function defineSource(source: Source): Source {
  if (!/^[a-z][a-z0-9-]*$/.test(source.name)) {
    throw new SourceError(`"${source.name}" is no name for a source; wanted lower case letters, digits and hyphens.`);
  }
  return source;
}
