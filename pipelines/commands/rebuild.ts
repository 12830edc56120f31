import afterSales from "../after-sales.ts";
import { exitCodes, UserError } from "../errors.ts";
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
    const memory = env.variables.HUIYIN_MEMORY ?? afterSales.settings.memory;
    await rebuild({ workspace: options.workspace, run, out: options.out, memory, env });
    return exitCodes.done;
  },
});
