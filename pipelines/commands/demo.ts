import { join } from "node:path";
import { exitCodes } from "../errors.ts";
import { run } from "../run.ts";
import { writeSample } from "../sample/generate.ts";
import { parsePort, serveUntilStopped } from "../serve.ts";
import { defineVerb } from "../verb.ts";
import { openWorkspace } from "../workspace.ts";

/** The sample's last day; its newest event is a minute before midnight, which would leave the last month unfinished. */
const sampleEnd = "2026-10-31";

export default defineVerb({
  summary: "Make the sample, run the whole way, build the site and serve it",
  options: {
    "no-serve": { type: "boolean", description: "Stop after the site is built" },
    scale: { type: "string", value: "N", default: "1", description: "Size of the sample; 1 is about 60,000 tickets" },
    port: { type: "string", value: "PORT", default: "3000", description: "Port to serve on" },
  },
  async run({ options, env }) {
    const port = parsePort(options.port);
    const workspace = await openWorkspace(options.workspace);
    const input = options.input ?? join(workspace.dir, "sample");
    if (options.input === undefined) {
      env.logger.info("sample …");
      const { rows } = writeSample({ out: input, scale: Number(options.scale), seed: 1 });
      env.logger.info(`sample: ${(rows.tickets ?? 0).toLocaleString("en")} tickets in ${input}`);
    }
    const steps = ["pull", "transform", "publish", "site", "report"] as const;
    const asOf = options["as-of"] ?? (options.input === undefined ? sampleEnd : undefined);
    const code = await run({ workspace: workspace.dir, input, asOf, steps, env });
    if (code !== exitCodes.done) return code;
    if (options["no-serve"]) {
      env.logger.info(`The site is in ${workspace.site}; huiyin site --serve shows it.`);
      return exitCodes.done;
    }
    await serveUntilStopped(workspace.site, port, env.write);
    return exitCodes.done;
  },
});
