import { join, resolve } from "node:path";
import { inspectInput } from "../doctor/input.ts";
import { checkMachine } from "../doctor/machine.ts";
import { checkSources } from "../doctor/sources.ts";
import { describeInput, describeMachine } from "../doctor.ts";
import { openDuckdb } from "../engines/duckdb.ts";
import { exitCodes, UserError } from "../errors.ts";
import { exists, writeWhole } from "../files.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

export default defineVerb({
  summary:
    "Check machine and workspace, with --pipeline its sources; with --input explain the files and propose a mapping.yaml",
  options: {
    write: { type: "boolean", description: "Save the proposed mapping.yaml in the input folder, where there is none" },
  },
  async run({ options, env }) {
    const write = (value: unknown) => env.write(`${JSON.stringify(value)}\n`);
    if (options.input === undefined) {
      const { pipeline } = options;
      const workspace = await openWorkspace(options.workspace);
      const sources = pipeline === undefined ? [] : await checkSources(pipeline, env);
      const checks = [...(await checkMachine(env, workspace)), ...sources];
      if (options.json) write({ checks });
      else env.write(describeMachine(checks));
      return exitCodes.done;
    }
    const target = join(resolve(options.input), "mapping.yaml");
    if (options.write && (await exists(target))) {
      throw new UserError(`${target} exists; --write makes one only where there is none.`, {
        hint: "Without --write the proposal is printed.",
      });
    }
    const engine = await openDuckdb({ memoryLimit: "1GB", threads: 2 });
    try {
      const report = await inspectInput(engine, options.input);
      if (options.json) write(report);
      else {
        if (!options.quiet) env.write(`${describeInput(report).map(comment).join("\n")}\n\n`);
        if (report.proposal !== undefined) env.write(report.proposal);
        else if (!options.quiet) env.write("# No mapping is needed.\n");
      }
      if (options.write && report.proposal !== undefined) {
        await writeWhole(target, report.proposal);
        env.logger.info(`Saved ${target}.`);
      }
    } finally {
      await engine.close();
    }
    return exitCodes.done;
  },
});

/** The explanation goes before the YAML as comments, so that all that is printed can be saved as mapping.yaml. */
const comment = (line: string) => (line === "" ? "#" : `# ${line}`);
