import type { FetchContext, Source } from "../../sources/source.ts";

/** What a source says when it is asked whether it can be reached, or why not. */
export const checked = ({ check }: Source, variables: Record<string, string>): Promise<string> =>
  (check?.({ variables, signal: AbortSignal.timeout(20_000) }) ?? Promise.resolve("is not asked")).catch(
    (error: Error) => `${error.name}: ${error.message}`,
  );

/** What a source is given by a test; what it says is kept in `heard`. */
export function fetchContext(into: string, given: Partial<FetchContext> & { heard?: string[] } = {}): FetchContext {
  const { heard = [], ...more } = given;
  return {
    into,
    since: undefined,
    state: undefined,
    range: undefined,
    signal: new AbortController().signal,
    variables: {},
    say: (text) => void heard.push(text),
    ...more,
  };
}
