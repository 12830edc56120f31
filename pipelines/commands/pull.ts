import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Read what is new in the sources into the landing, and put aside the rows that cannot be used",
  async run({ options, env }) {
    const { workspace, input, pipeline } = options;
    return run({ workspace, input, pipeline, steps: ["pull"], env });
  },
});
