import { run } from "../run.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Read what is new in the sources into the landing, and put aside the rows that cannot be used",
  options: {
    source: { type: "string", value: "NAME", description: "Only this source of the pipeline file" },
    from: {
      type: "string",
      value: "YYYY-MM-DD[THH:MM]",
      description: "Read the rows from this time on again, and leave alone where the sources go on reading",
    },
    to: { type: "string", value: "YYYY-MM-DD[THH:MM]", description: "With --from: up to this time; a day is included" },
  },
  async run({ options, env }) {
    const { workspace, input, pipeline, source, from, to } = options;
    return run({ workspace, input, pipeline, source, from, to, steps: ["pull"], env });
  },
});
