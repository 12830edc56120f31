/** Everything the product says to a person or a log goes through these. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** The same logger for what is said during a step of a run; absent where lines do not name it. */
  during?(step: string): Logger;
}

interface Stream {
  write(text: string): unknown;
}

/** Writes plain lines to a stream; `quiet` keeps warnings and errors only. */
export function streamLogger(stream: Stream, options: { quiet?: boolean } = {}): Logger {
  return {
    info: (message) => {
      if (!options.quiet) stream.write(`${message}\n`);
    },
    warn: (message) => stream.write(`warning: ${message}\n`),
    error: (message) => stream.write(`${message}\n`),
  };
}

/** Writes one JSON object a line: time (UTC, ISO 8601), level, step (null outside of one) and message. */
export function jsonLogger(
  stream: Stream,
  options: { now: () => Date; quiet?: boolean; step?: string | undefined },
): Logger {
  const { now, quiet = false, step = null } = options;
  const say = (level: "info" | "warn" | "error") => (message: string) => {
    if (quiet && level === "info") return;
    stream.write(`${JSON.stringify({ time: now().toISOString(), level, step, message: message.trim() })}\n`);
  };
  return {
    info: say("info"),
    warn: say("warn"),
    error: say("error"),
    during: (name) => jsonLogger(stream, { ...options, step: name }),
  };
}

export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
