import { run, type StepName } from "../run.ts";
import { defineVerb, knownAt } from "../verb.ts";

export default defineVerb({
  summary: "Pull, transform, publish, build the site and write the reports for one workspace and one as-of",
  options: { "known-at": knownAt },
  async run({ options, env }) {
    const hasSource = options.input !== undefined || options.pipeline !== undefined;
    // An earlier state of knowledge is in the landing already.
    const pulls: StepName[] = options["known-at"] !== undefined && !hasSource ? [] : ["pull"];
    return run({
      workspace: options.workspace,
      input: options.input,
      pipeline: options.pipeline,
      asOf: options["as-of"],
      knownAt: options["known-at"],
      steps: [...pulls, "transform", "publish", "site", "report"],
      env,
    });
  },
});
