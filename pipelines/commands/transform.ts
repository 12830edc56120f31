import { run } from "../run.ts";
import { defineVerb, knownAt } from "../verb.ts";

export default defineVerb({
  summary: "Make the models, metric values and findings from what has landed",
  options: { "known-at": knownAt },
  async run({ options, env }) {
    const { workspace, pipeline, "as-of": asOf, "known-at": known } = options;
    return run({ workspace, pipeline, asOf, knownAt: known, steps: ["transform"], env });
  },
});
