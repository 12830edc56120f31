import { exitCodes, UserError } from "../errors.ts";
import { loadPipeline } from "../pipeline.ts";
import { forget } from "../privacy/forget.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Remove a customer everywhere, make what is published anew, and prove that nothing is left",
  options: {
    customer: { type: "string", value: "KEY", description: "The customer's key in the source system" },
  },
  async run({ options, env }) {
    const { customer } = options;
    if (customer === undefined) throw new UserError("huiyin forget wants --customer KEY.");
    const pipeline = options.pipeline === undefined ? {} : { pipeline: await loadPipeline(options.pipeline) };
    const result = await forget({ workspace: options.workspace, customer, ...pipeline, env });
    if (options.json) env.write(`${JSON.stringify(result)}\n`);
    else {
      const { rows, files, scanned } = result;
      const lines = rows.map(
        ({ entity, removed, cleared }) =>
          `${entity.padEnd(18)}${removed} rows removed, ${cleared} kept without the person`,
      );
      if (rows.length === 0) lines.push("No row names the customer.");
      for (const file of files) lines.push(`${file} is removed`);
      lines.push(`${scanned} files of the workspace were read afterwards; none names the customer.`);
      lines.push(
        "Input files and sources may still: every later pull takes the customer out again. Backups and reports that were sent keep them.",
      );
      env.write(`${lines.join("\n")}\n`);
    }
    return exitCodes.done;
  },
});
