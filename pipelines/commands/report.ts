import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Write the reports of what is published: executive brief, theme list, faults, lists of service points",
  async run({ options, env }) {
    return run({ workspace: options.workspace, steps: ["report"], env });
  },
});
