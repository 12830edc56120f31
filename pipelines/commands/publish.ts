import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Write the public tables, metrics, quality and manifest of the last transform",
  async run({ options, env }) {
    return run({ workspace: options.workspace, asOf: options["as-of"], steps: ["publish"], env });
  },
});
