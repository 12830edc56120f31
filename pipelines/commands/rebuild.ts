import afterSales from "../after-sales.ts";
import { exitCodes, UserError } from "../errors.ts";
import { loadPipeline } from "../pipeline.ts";
import { rebuild } from "../rebuild.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Make the numbers of an earlier run again, byte for byte, from what had landed then",
  positionals: [{ name: "RUN", description: "its id, such as 2026-10-31-aa8b60", required: true }],
  options: {
    out: { type: "string", value: "DIR", description: "Folder for its published/ and site/" },
  },
  async run({ positionals: [run = ""], options, env }) {
    if (options.out === undefined) throw new UserError("huiyin rebuild wants --out DIR.");
    const { settings } = options.pipeline === undefined ? afterSales : await loadPipeline(options.pipeline);
    const memory = env.variables.HUIYIN_MEMORY ?? settings.memory;
    const { embedder } = settings;
    await rebuild({ workspace: options.workspace, run, out: options.out, memory, embedder, env });
    return exitCodes.done;
  },
});
