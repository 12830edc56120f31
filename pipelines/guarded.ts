import { masked } from "../sources/secret.ts";
import type { Env } from "./env.ts";
import type { Logger } from "./logger.ts";

const unprintable = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A text in which nothing can move the cursor, name the window, or turn round what stands beside it. */
export const printable = (text: string): string =>
  text.replace(unprintable, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);

/**
 * What a command says, without secrets and without signs a terminal would obey: names of files, cells and answers of servers are
 * other people's. One JSON value is left as it is, since JSON has its own escapes.
 */
export function guarded(env: Env, options: { isJson: boolean }): Env {
  const { logger, write } = env;
  const clear = (text: string) => printable(masked(text));
  const clearly = (inner: Logger): Logger => ({
    info: (message) => inner.info(clear(message)),
    warn: (message) => inner.warn(clear(message)),
    error: (message) => inner.error(clear(message)),
    during: (step) => clearly(inner.during?.(step) ?? inner),
  });
  return {
    ...env,
    logger: clearly(logger),
    write: options.isJson ? write : (text) => write(printable(text)),
  };
}
