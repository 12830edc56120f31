import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Make the models, metric values and findings from what has landed",
  async run({ options, env }) {
    return run({ workspace: options.workspace, asOf: options["as-of"], steps: ["transform"], env });
  },
});
