import { exitCodes } from "../errors.ts";
import { writeSample } from "../sample/generate.ts";
import { defineVerb } from "../verb.ts";

export default defineVerb({
  summary: "Write the seeded sample folder: 26 months of invented service data with planted truths",
  options: {
    out: {
      type: "string",
      value: "DIR",
      default: "data/sample",
      description: "Folder to write; an earlier sample there is replaced",
    },
    scale: { type: "string", value: "N", default: "1", description: "Size; 1 is about 60,000 tickets" },
    "no-text": { type: "boolean", description: "Leave out texts, to measure the rest at large scales" },
    seed: { type: "string", value: "S", default: "1", description: "Same seed, same bytes" },
  },
  async run({ options, env }) {
    const started = env.now().getTime();
    const { out, rows } = writeSample({
      out: options.out,
      scale: Number(options.scale),
      seed: Number(options.seed),
      hasText: !options["no-text"],
      onProgress: (message) => env.logger.info(message),
    });
    const seconds = (env.now().getTime() - started) / 1000;
    const total = Object.values(rows).reduce((sum, count) => sum + count, 0);
    if (options.json) env.write(`${JSON.stringify({ out, rows, seconds })}\n`);
    else env.logger.info(`Wrote ${total} rows (${rows.tickets} tickets) to ${out} in ${seconds.toFixed(1)} s`);
    return exitCodes.done;
  },
});
