import type { FetchContext } from "../../sources/source.ts";

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
