import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Write the reports of what is published: executive brief, theme list, faults, lists of service points",
  async run({ options, env }) {
    const { workspace, pipeline } = options;
    return run({ workspace, pipeline, steps: ["report"], env });
  },
});
