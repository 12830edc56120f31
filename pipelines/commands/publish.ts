import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Write the public tables, metrics, quality and manifest of the last transform",
  async run({ options, env }) {
    const { workspace, pipeline, "as-of": asOf } = options;
    return run({ workspace, pipeline, asOf, steps: ["publish"], env });
  },
});
