import pRetry, { AbortError } from "p-retry";
import { type FetchContext, SourceError } from "./source.ts";

export interface RetryOptions extends Pick<FetchContext, "signal" | "say"> {
  /** What is tried, for the message: "hotline: page 3". */
  what: string;
  /** Times it is tried again; 4 when absent. */
  retries?: number;
  /** Milliseconds before the first time; doubled each time, with some randomness. 1,000 when absent. */
  wait?: number;
  /** False for what would fail in the same way again. SourceError is never tried again. */
  isTransient?(error: Error): boolean;
}

/** Does work that may fail for a moment, such as a lost connection, again after a while. Throws the last error. */
export async function retry<T>(work: (attempt: number) => Promise<T>, options: RetryOptions): Promise<T> {
  const { signal, say, what, retries = 4, wait = 1_000, isTransient = () => true } = options;
  const attempt = async (number: number) => {
    try {
      return await work(number);
    } catch (error) {
      // p-retry takes a TypeError for a mistake of the program, and only some of them are.
      const met = error instanceof Error ? error : new Error(String(error));
      if (met instanceof SourceError || !isTransient(met)) throw new AbortError(met);
      throw met instanceof TypeError ? new Error(met.message, { cause: met }) : met;
    }
  };
  return pRetry(attempt, {
    retries,
    minTimeout: wait,
    maxTimeout: 60_000,
    randomize: true,
    signal,
    onFailedAttempt({ error, retriesLeft }) {
      if (retriesLeft > 0) say(`${what} failed and is tried again: ${error.message}`);
    },
  });
}
