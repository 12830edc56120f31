import { readdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { nearest } from "../sources/nearest.ts";
import { SourceError } from "../sources/source.ts";
import type { Env } from "./env.ts";
import { exitCodes, UserError } from "./errors.ts";
import { guarded } from "./guarded.ts";
import { jsonLogger, streamLogger } from "./logger.ts";
import { troubleOf } from "./trouble.ts";
import { parseVerb, type Verb, verbHelp } from "./verb.ts";

const folder = new URL("commands/", import.meta.url);

/** Names of the verbs: one file each in commands/. */
export async function verbNames(): Promise<string[]> {
  const files = await readdir(fileURLToPath(folder));
  return files
    .filter((file) => file.endsWith(".ts"))
    .map((file) => file.slice(0, -".ts".length))
    .sort();
}

export async function loadVerb(name: string): Promise<Verb> {
  const module = (await import(new URL(`${name}.ts`, folder).href)) as { default: Verb };
  return module.default;
}

/** Runs the command line; returns the exit code. */
export async function main(argv: readonly string[], effects: Partial<Env> = {}): Promise<number> {
  const [name, ...rest] = argv;
  const quiet = rest.includes("--quiet") || rest.includes("--json");
  const now = effects.now ?? (() => new Date());
  const form = (effects.variables ?? process.env).HUIYIN_LOG || "lines";
  const own: Env = {
    logger: form === "json" ? jsonLogger(process.stderr, { now, quiet }) : streamLogger(process.stderr, { quiet }),
    now,
    write: (text) => void process.stdout.write(text),
    variables: process.env,
    ...effects,
  };
  const env = guarded(own, { isJson: rest.includes("--json") });
  try {
    if (form !== "json" && form !== "lines") throw new UserError(`HUIYIN_LOG is "${form}"; wanted lines or json.`);
    const names = await verbNames();
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      env.write(await overview(names));
      return exitCodes.done;
    }
    if (!names.includes(name)) {
      const guess = nearest(name, names);
      throw new UserError(`"${name}" is not a verb of huiyin${guess ? `; did you mean "${guess}"?` : "."}`, {
        hint: `The verbs are ${names.join(", ")}.`,
      });
    }
    const verb = await loadVerb(name);
    const { positionals, options } = parseVerb(name, verb, rest);
    if (options.help) {
      env.write(verbHelp(name, verb));
      return exitCodes.done;
    }
    if (options.engine !== "duckdb") {
      throw new UserError(`--engine "${options.engine}" cannot run here; wanted duckdb.`);
    }
    return await verb.run({ positionals, options: options as never, env });
  } catch (error) {
    return report(error, env, argv.includes("--debug"));
  }
}

function report(thrown: unknown, env: Env, debug: boolean): number {
  const isSaid = thrown instanceof UserError || thrown instanceof SourceError;
  const error = isSaid ? thrown : (troubleOf(thrown) ?? thrown);
  if (debug && thrown instanceof Error) env.logger.error(thrown.stack ?? thrown.message);
  if (error instanceof UserError || error instanceof SourceError) {
    if (!debug) env.logger.error(error.message);
    if (error.hint !== undefined) env.logger.error(error.hint);
    return error instanceof UserError ? error.exitCode : exitCodes.usage;
  }
  const message = error instanceof Error ? error.message : String(error);
  if (!debug) env.logger.error(`This is a bug in huiyin: ${message}\nRun again with --debug for the place.`);
  return exitCodes.usage;
}

async function overview(names: readonly string[]): Promise<string> {
  const lines = ["huiyin <verb> [options]", ""];
  for (const name of names) lines.push(`  ${name.padEnd(12)}${(await loadVerb(name)).summary}`);
  lines.push("", "huiyin <verb> --help lists a verb's options.");
  return `${lines.join("\n")}\n`;
}
