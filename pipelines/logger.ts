/** Three methods; everything the product says to a person or a log goes through them. */
export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** Writes plain lines to a stream; `quiet` keeps warnings and errors only. */
export function streamLogger(stream: { write(text: string): unknown }, options: { quiet?: boolean } = {}): Logger {
  return {
    info: (message) => {
      if (!options.quiet) stream.write(`${message}\n`);
    },
    warn: (message) => stream.write(`warning: ${message}\n`),
    error: (message) => stream.write(`${message}\n`),
  };
}

export const silentLogger: Logger = { info: () => {}, warn: () => {}, error: () => {} };
