import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Pull, transform, publish and build the site for one workspace and one as-of",
  async run({ options, env }) {
    return run({
      workspace: options.workspace,
      input: options.input,
      pipeline: options.pipeline,
      asOf: options["as-of"],
      steps: ["pull", "transform", "publish", "site"],
      env,
    });
  },
});
