import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Read what is new in the sources into the landing, and put aside the rows that cannot be used",
  async run({ options, env }) {
    return run({ workspace: options.workspace, input: options.input, steps: ["pull"], env });
  },
});
