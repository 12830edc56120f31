import { parseArgs } from "node:util";
import type { Env } from "./env.ts";
import { UserError } from "./errors.ts";

export interface Option {
  type: "string" | "boolean";
  description: string;
  /** What stands for the value in help, such as DIR. */
  value?: string;
  default?: string;
}

export interface Positional {
  name: string;
  description: string;
  required?: boolean;
}

type ValueOf<O extends Option> = O["type"] extends "boolean"
  ? boolean
  : O extends { default: string }
    ? string
    : string | undefined;

export type Values<O extends Record<string, Option>> = { [K in keyof O]: ValueOf<O[K]> };

/** The other clock of a run: what had landed, where --as-of is what had happened. */
export const knownAt = {
  type: "string",
  value: "YYYY-MM-DD[THH:MM]",
  description: "Count only what had landed by then; default all that has landed",
} as const satisfies Option;

/** Options every verb takes. */
export const commonOptions = {
  input: { type: "string", value: "DIR", description: "Folder of files to read; no configuration needed" },
  pipeline: {
    type: "string",
    value: "FILE",
    description: "Pipeline file (TypeScript) that names sources and settings",
  },
  workspace: { type: "string", value: "DIR", default: "data", description: "Folder a run writes into" },
  "as-of": {
    type: "string",
    value: "YYYY-MM-DD[THH:MM]",
    description:
      "Moment the numbers speak of; default the newest event time in the data, of a day without a clock its end",
  },
  engine: { type: "string", value: "NAME", default: "duckdb", description: "duckdb or spark" },
  json: { type: "boolean", description: "Print one JSON value on standard output and nothing else" },
  quiet: { type: "boolean", description: "Print warnings and errors only" },
  debug: { type: "boolean", description: "Show stack traces" },
  help: { type: "boolean", description: "Show this help" },
} as const satisfies Record<string, Option>;

export type CommonValues = Values<typeof commonOptions>;

export interface Verb<O extends Record<string, Option> = Record<string, Option>> {
  summary: string;
  positionals: readonly Positional[];
  options: O;
  /** Returns the exit code. */
  run(call: { positionals: string[]; options: Values<O> & CommonValues; env: Env }): Promise<number>;
}

/** Declares a verb of the command line; its file name is its name. */
export function defineVerb<const O extends Record<string, Option>>(verb: {
  summary: string;
  positionals?: readonly Positional[];
  options?: O;
  run: Verb<O>["run"];
}): Verb<O> {
  return { positionals: [], options: {} as O, ...verb };
}

/** Reads a verb's arguments strictly: an unknown option or a missing argument is a clear sentence. */
export function parseVerb(name: string, verb: Verb, argv: readonly string[]) {
  const known: Record<string, Option> = { ...commonOptions, ...verb.options };
  const config = Object.fromEntries(Object.entries(known).map(([key, option]) => [key, { type: option.type }]));
  let parsed: { values: Record<string, string | boolean | undefined>; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...argv], options: config, allowPositionals: true, strict: true }) as typeof parsed;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split(". ")[0] ?? error.message) : String(error);
    throw new UserError(`${message}.`, { hint: `huiyin ${name} --help lists the options.` });
  }
  const missing = verb.positionals[parsed.positionals.length];
  if (missing?.required && !parsed.values.help) {
    throw new UserError(`huiyin ${name} wants ${missing.name}: ${missing.description}.`);
  }
  if (parsed.positionals.length > verb.positionals.length) {
    const extra = parsed.positionals[verb.positionals.length];
    throw new UserError(`huiyin ${name} does not take the argument "${extra}".`);
  }
  const options = Object.fromEntries(
    Object.entries(known).map(([key, option]) => {
      const value = parsed.values[key];
      return [key, option.type === "boolean" ? value === true : (value ?? option.default)];
    }),
  );
  return { positionals: parsed.positionals, options };
}

/** The help text of one verb. */
export function verbHelp(name: string, verb: Verb): string {
  const usage = verb.positionals.map((p) => (p.required ? p.name : `[${p.name}]`)).join(" ");
  const lines = [`huiyin ${name}${usage ? ` ${usage}` : ""} [options]`, "", verb.summary, ""];
  for (const positional of verb.positionals) lines.push(`  ${positional.name.padEnd(34)}${positional.description}`);
  for (const [key, option] of Object.entries({ ...verb.options, ...commonOptions })) {
    const flag = `--${key}${option.type === "string" ? ` ${(option as Option).value ?? "VALUE"}` : ""}`;
    const fallback = (option as Option).default === undefined ? "" : ` (default ${(option as Option).default})`;
    lines.push(`  ${flag.padEnd(34)}${option.description}${fallback}`);
  }
  return `${lines.join("\n")}\n`;
}
